"""Pictures of agreement: functions that draw values of a report on a matplotlib figure.

No window and no pyplot: the window shows the figure in a canvas, the report takes it as SVG, both
export it as SVG and PNG (`files`). A chart is one pair of axes that fills its figure and counts
points from the upper left corner, so that text, marks and margins keep their sizes at any width; a
figure of another size is drawn anew, which takes milliseconds. Only the few colours of a `Look` are
used, and steps between them are opacity, so that one SVG serves light and dark pages.

Only `look` and `words` can be imported where the start of the window counts: matplotlib comes with
all others.
"""
