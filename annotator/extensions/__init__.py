"""What a lab can add: importers of article files, exporters of datasets, suggesters of answers.

Each is an entry point of a package, ours among them, so an addition needs no change in here and a
lab's own exporter stands beside `native` as an equal, its importer before ours. The stages know
`registry.py` only; an extension sees values of the model and files, never the project.
"""
