"""Makes the pictures of the documentation: `python -m tools.make_images`.

They are drawn from shipped scenarios with the seed and the replications of the file, so they change
only when the scenario or the model does.
"""

from __future__ import annotations

from pathlib import Path

from sim.report.drawing import png, theme
from sim.report.figures import contacts_and_staff, service_level
from sim.report.reading import Reader
from sim.scenario import load
from sim.studies import study

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"


def main() -> None:
    """Draw and write every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    reader = Reader(study(load(ROOT / "scenarios" / "phone_center.yaml")))
    queue = "service"
    with theme():
        pictures = {
            "phone_center_contacts.png": contacts_and_staff(reader, "queue", queue),
            "phone_center_service.png": service_level(reader, queue),
        }
        for name, picture in pictures.items():
            if picture is not None:
                (IMAGES / name).write_bytes(png(picture.figure))


if __name__ == "__main__":
    main()
