"""Public notices of organizations that did not rectify."""
