"""The app: Streamlit pages over the functions of the command line.

No formula and no validation lives here. `main.run` draws everything; what it is given (`Server`)
brings the workers that simulate, shared by all users of one server.
"""
