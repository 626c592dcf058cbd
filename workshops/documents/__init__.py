"""Printed protocols: one layout, drawn as PDF/UA-1 and as DOCX.

The DOCX is also a file that the importer reads back to the same content tree. Its paragraph styles say what is what:

``Title``
    The title ("Protokoll zum 5. Workshop der Fachgruppe …"); that of an excerpt begins with "Auszug aus dem".
``Subtitle``
    The project.
``Protokoll Kopf``
    The head, one paragraph each, "label, colon, tab, value": Gremium, Datum (04.12.2020), Zeit (9:00–10:30 Uhr,
    ab 9:00 Uhr, bis 10:30 Uhr), Ort, Moderation, Protokollführung, Verteiler. What is not recorded has no paragraph;
    a line break in a value is a line break in the run.
First table
    The attendance: Organisation, vertreten durch (only where a name is recorded), Teilnahme.
``Heading 1``
    A section; its number ("II.") comes from Word's numbering, not from the text.
``Heading 2``
    An agenda item ("II.1", numbered by Word too); empty where the item has no title.
``List Bullet``, ``List Bullet 2`` … ``4``
    A point of level 0 … 3: label, text and details as in :mod:`workshops.notation`.
``Protokoll Stand``
    The state of the document ("Entwurf, Stand 04.12.2020"); derived, no content.
``Protokoll Übersicht``
    The heading of a derived table (Beschlüsse, Festlegungen); from the first one on, nothing is content.
``Protokoll Unterschrift``
    The lines to sign on; derived, no content.

Page header and footer hold letterhead, state and page numbers; they are no content either.
"""
