"""What search engines ask of a picture that may be licensed: schema.org's ImageObject."""

from typing import Any
from urllib.parse import urljoin

from photos.pictures import Picture
from publishing.structured import given


def image_object(picture: Picture, *, root: str, page: str = "") -> dict[str, Any]:
    """Who made this picture and on what terms it may be used, empty values left out.

    `root` is the address of the site; `page` the path of the photo's own page, which says how to ask for its use.
    """
    asks = f"{urljoin(root, page)}#use" if page else ""
    holder = picture.rights_holder or picture.credit
    maker = "Organization" if picture.by_organisation else "Person"
    said = {
        "@type": "ImageObject",
        "contentUrl": urljoin(root, picture.large),
        "url": urljoin(root, page) if page else "",
        "name": picture.title,
        "caption": picture.caption,
        "width": picture.largest.width,
        "height": picture.largest.height,
        "creditText": picture.credit_line,
        "creator": {"@type": maker, "name": picture.credit} if picture.credit else "",
        "copyrightNotice": picture.licence_label if picture.is_free else f"© {holder}" if holder else "",
        "license": picture.licence_url or asks,
        "acquireLicensePage": asks,
    }
    return given(said)
