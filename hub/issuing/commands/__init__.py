"""Make versions of licenses: issue, change and renew, and what else happens in their life."""
