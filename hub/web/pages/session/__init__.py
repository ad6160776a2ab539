"""Who is signed in on the pages, and how one signs in by OpenID Connect."""
