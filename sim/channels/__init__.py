"""The channel kinds, one module each."""

from sim.channels.chat import CHAT
from sim.channels.community import COMMUNITY
from sim.channels.counter import COUNTER
from sim.channels.email import EMAIL
from sim.channels.kind import ChannelKind
from sim.channels.messaging import MESSAGING
from sim.channels.outbound import OUTBOUND
from sim.channels.self_service import SELF_SERVICE
from sim.channels.social import SOCIAL
from sim.channels.video import VIDEO
from sim.channels.voice import VOICE

KINDS: dict[str, ChannelKind] = {
    kind.name: kind
    for kind in (
        VOICE,
        VIDEO,
        COUNTER,
        OUTBOUND,
        CHAT,
        MESSAGING,
        EMAIL,
        SOCIAL,
        COMMUNITY,
        SELF_SERVICE,
    )
}
