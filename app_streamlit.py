"""The app in a browser: `streamlit run app_streamlit.py`, or `ccsim app`."""

# Worker processes read this file again under another name; they must not start an app of their own.
if __name__ == "__main__":
    from sim.app.pool import begin

    begin()  # the workers get ready while the pages are imported
    from sim.app.main import run

    run()
