"""Names of the paragraph styles in which the DOCX says what is what (see the package's docstring)."""

HEAD_STYLE = "Protokoll Kopf"
STATE_STYLE = "Protokoll Stand"
OVERVIEW_STYLE = "Protokoll Übersicht"
SIGNATURE_STYLE = "Protokoll Unterschrift"
