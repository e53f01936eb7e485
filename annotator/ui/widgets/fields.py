"""Which field asks for which kind of variable: a new kind is one line here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from annotator.model.codebook import Kind, Scale, Variable
from annotator.ui.widgets.field import Field, FieldContext
from annotator.ui.widgets.field_date import DateField
from annotator.ui.widgets.field_place import PlaceField
from annotator.ui.widgets.fields_choice import ChoiceField, ChoicesField
from annotator.ui.widgets.fields_scale import FlagField, ScaleField
from annotator.ui.widgets.fields_text import NumberField, PersonField, text_field

SEGMENTS = 7
"""A scale with more points than this is a list, not a row of buttons."""


def choice_field(variable: Variable, context: FieldContext, parent: QWidget | None = None) -> Field:
    """A row of buttons for a short scale, a line over a list for everything else."""
    points = [option for option in variable.options if not option.off_scale]
    is_scale = variable.scale is not Scale.NOMINAL and len(points) <= SEGMENTS
    conditional = any(option.when for option in variable.options)
    if is_scale and points and not conditional:
        return ScaleField(variable, context, parent)
    return ChoiceField(variable, context, parent)


MakeField = Callable[[Variable, FieldContext, QWidget | None], Field]

FIELDS: dict[Kind, MakeField] = {
    Kind.CHOICE: choice_field,
    Kind.CHOICES: ChoicesField,
    Kind.TEXT: text_field,
    Kind.NUMBER: NumberField,
    Kind.DATE: DateField,
    Kind.ACTOR: ChoiceField,
    Kind.PERSON: PersonField,
    Kind.PLACE: PlaceField,
    Kind.FLAG: FlagField,
}
