"""The printed strategy: one content tree, drawn as PDF/UA-1 and as DOCX."""
