"""Make licenses (制发): issue, seal, live through their changes, end; by several issuers too."""
