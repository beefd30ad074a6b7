"""Files as people and attackers make them, for tests of bringing pages in."""

import io
import zipfile

from practice_wisdom.manual.page_files import page_text
from tests.practice_wisdom.conftest import make_words

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
)
DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="1" name="Picture 1" descr="A map of the ward"/><a:graphic '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:embed="p1"/>'
    "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def zip_of(entries, *, packed=zipfile.ZIP_DEFLATED):
    """`entries`: (name or ZipInfo, text or bytes), in this order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packed) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return made.getvalue()


def page_file(slug="cuckooing", *, joint=True, **changes):
    return page_text(slug=slug, joint=joint, words=make_words(**changes)).encode()


def paragraph(text, *, style="", numbering="", inside=""):
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering:
        properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>'
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}{inside}</w:p>"


def link(text, relation):
    return f'<w:hyperlink r:id="{relation}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>'


def bold(text):
    return f"<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>"


def table(*rows):
    cells = ["".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(*blocks, links=(), title="", more=(), before=""):
    """`links`: addresses, as r-ids L1, L2, …; `before` stands before the document's first element."""
    relations = "".join(
        f'<Relationship Id="L{n}" Type="{R}/hyperlink" Target="{address}" TargetMode="External"/>'
        for n, address in enumerate(links, start=1)
    )
    relations += f'<Relationship Id="p1" Type="{R}/image" Target="media/p.png"/>'
    document = f'{before}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(blocks)}</w:body></w:document>'
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/>'
        '</w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2">'
        '<w:abstractNumId w:val="2"/></w:num></w:numbering>'
    )
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
    )
    relations = RELS.replace(f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/>', relations)
    return zip_of(
        [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELS),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", relations),
            ("word/numbering.xml", numbering),
            ("docProps/core.xml", core),
            ("word/media/p.png", b"\x89PNG" + bytes(500)),
            *more,
        ]
    )
