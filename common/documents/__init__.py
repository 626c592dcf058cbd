"""What every printed document shares: state, characters, PDF through Typst, DOCX through python-docx."""
