"""Importers of articles, and what they share.

An importer reads one file and gives articles; it never sees the project. Whatever it cannot read
it refuses in words (`UnreadableFile` for the file, `Refused` for a record), rather than guess and
garble. Files come from anywhere: nothing in them is fetched or executed, and memory and time are
bounded (`bounds`); PDF files and workbooks are read by processes of their own (`annotator.child`).

News archives: `nexis` with `nexis_records` and `nexis_words`, `factiva` with `factiva_records`,
`europresse`.
Wire and feeds: `newsml1`, `newsml_g2`, `nitf`, `ninjs`, `iptc7901`, `feeds`, `wordpress`; `wire` is
what they share.
Tables and records: `tables` (CSV and the like), `excel` with `excel_child`, `json_lines`,
`json_array` with `json_pieces`, `json_shapes` and `json_values`, `event_rows` (PLOVER, ICEWS,
POLECAT, GDELT); `table_mapping` and `column_words` find out which column is what, `text_file` reads
lines.
Documents: `html_page` with `html_main`, `html_top`, `html_facts`, `html_text`; `office` with
`docx`, `rtf`, `odt` and `office_blocks`; `pdf` with `pdf_lines`, `pdf_child`, `pdf_layout`,
`pdf_letters`; `plain_text`. `archive` opens zip files and asks the others.

Shared: `plain_forms` (how paragraphs, headings, lists and tables stand in a text), `dates` with
`dated_line` and `month_words`, `bylines`, `story_ends`, `language_names`, `encodings` with
`legacy_encodings` and `alphabets`.
"""
