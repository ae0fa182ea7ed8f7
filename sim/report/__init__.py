"""What people read: figures, tables and the page `report.html`."""
