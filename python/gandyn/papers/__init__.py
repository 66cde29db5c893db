"""The works that the package stands on, reproduced: every figure, table and theorem check.

An *item* is one of them: a module of declarations over the package's own engine, with the theory's
prediction beside every number measured. `run.reproduce` makes items, one folder each; the command
line is ``gandyn reproduce``.

======================  ===========================================================================
registry                what an item is; all of them, by name
task                    what an item is asked: quick or full, options; its simulations
report                  claims, verdicts and ``report.json``
keep                    how what an item made is written, and when a folder is whole
page                    ``index.html``
sheet                   some of the pictures on one sheet
run                     makes items, skips those that are whole
<work>/                 the items of one work, one module each
======================  ===========================================================================

A new item is one module with an ``ITEM``, and one line in the ``ITEMS`` of its work.
"""

from __future__ import annotations
