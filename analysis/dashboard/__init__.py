"""The browser page: what a visitor sees of a run and can change in it; the only place with solara.

`serving` starts it, `page` lays it out, `session` holds what one visitor does; the other modules make texts and
pictures from a run and know no browser.
"""
