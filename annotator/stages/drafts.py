"""What is being coded and not yet in the project: the drafts, as the window needs them."""

from annotator.store.drafts import Draft, Drafts

__all__ = ["Draft", "Drafts"]
