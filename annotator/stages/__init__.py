"""What a lab does, one file a stage; the command line and the window call nothing below.

A step takes the `Project` first, opens one transaction, works on values and returns what changed.
Work that may outlast a blink is a generator: it yields `Progress` and returns its report; closing
it early rolls its transaction back. Stages stand side by side and import only `project` and
`results` of each other; what a stage is made of (`intake_files`, `intake_articles`,
`intake_reports`; of `agreement` and `training`, the package `comparing`; of `coding` and
`training`, `own_coding`; of `coding`, `worklist` and `history`) is its own. `intake` brings
articles in, `corpus` finds them and keeps some from coders, `duplicates` finds what repeats what,
`agreement` compares coders, `training` holds a coder against gold, `sharing` lets work travel as
packages.
"""
