"""Fragments that run every second, until they have nothing more to do."""

from __future__ import annotations

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

STOP = "stop_auto_rerun"


def let_be() -> None:
    """In a fragment that has run by itself: it does so no more, and the page stays as it is.

    Streamlit has no call for it, but tells its browser so of a fragment that is gone. A version
    that cannot say it draws the page anew instead, for then the fragment is not begun again.
    """
    context = get_script_run_ctx()
    running = context.fragment_ids_this_run if context is not None else None
    if context is None or not running:
        return  # the page as a whole is drawn: the fragment comes back once, and is let be then
    if STOP not in ForwardMsg.DESCRIPTOR.fields_by_name:
        st.rerun()
    message = ForwardMsg()
    getattr(message, STOP).fragment_ids.extend(running)
    context.enqueue(message)
