"""The whole portal with a real browser: the six scenarios, then every page.

`make e2e` runs it; `ARGS="-k pages"` a part of it. It takes a database of its own on the server of DATABASE_URL and
an empty number of REDIS_URL's Redis; at its end one scenario goes its whole way once more on the embedded default, as a
fresh clone has it, and `ARGS=--embedded` runs all of it there. E2E_PICTURES=FOLDER keeps a
picture of every page at both widths, E2E_SCREENS=1 renews the three in docs/screens.
"""
