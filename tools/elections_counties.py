"""The constituencies of the seventeen counties that the essay of 1 October 2012 names.

The boundaries are those of 2010. A county is taken with the towns that govern themselves but
count to it on ceremonial maps (``council``: whether a county council governs it); cities that
left it long ago are ``historic``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import elections_patches as patches

_UNDER_A_COUNCIL: Mapping[str, tuple[str, ...]] = {
    "Cornwall": (
        "Camborne and Redruth", "North Cornwall", "South East Cornwall", "St Austell and Newquay",
        "St Ives", "Truro and Falmouth",
    ),
    "Somerset": (
        "Bridgwater and West Somerset", "Somerton and Frome", "Taunton Deane", "Wells", "Yeovil",
    ),
    "Wiltshire": (
        "Chippenham", "Devizes", "North Wiltshire", "Salisbury", "South West Wiltshire",
    ),
    "Dorset": ("Christchurch", "North Dorset", "South Dorset", "West Dorset"),
    "Sussex": (
        "Arundel and South Downs", "Bexhill and Battle", "Bognor Regis and Littlehampton",
        "Chichester", "Crawley", "East Worthing and Shoreham", "Eastbourne", "Hastings and Rye",
        "Horsham", "Lewes", "Mid Sussex", "Wealden", "Worthing West",
    ),
    "Kent": (
        "Ashford", "Canterbury", "Dartford", "Dover", "Faversham and Mid Kent",
        "Folkestone and Hythe", "Gravesham", "Maidstone and The Weald", "North Thanet",
        "Sevenoaks", "Sittingbourne and Sheppey", "South Thanet", "Tonbridge and Malling",
        "Tunbridge Wells",
    ),
    "Essex": (
        "Basildon and Billericay", "Braintree", "Brentwood and Ongar", "Castle Point",
        "Chelmsford", "Clacton", "Colchester", "Epping Forest", "Harlow",
        "Harwich and North Essex", "Maldon", "Rayleigh and Wickford", "Saffron Walden", "Witham",
    ),
    "Norfolk": (
        "Broadland", "Great Yarmouth", "Mid Norfolk", "North Norfolk", "North West Norfolk",
        "Norwich North", "Norwich South", "South Norfolk", "South West Norfolk",
    ),
    "Cambridgeshire": (
        "Cambridge", "Huntingdon", "North East Cambridgeshire", "South Cambridgeshire",
        "South East Cambridgeshire",
    ),
    "Buckinghamshire": (
        "Aylesbury", "Beaconsfield", "Buckingham", "Chesham and Amersham", "Wycombe",
    ),
    "Hertfordshire": (
        "Broxbourne", "Hemel Hempstead", "Hertford and Stortford", "Hertsmere",
        "Hitchin and Harpenden", "North East Hertfordshire", "South West Hertfordshire",
        "St Albans", "Stevenage", "Watford", "Welwyn Hatfield",
    ),
    "Gloucestershire": (
        "Cheltenham", "Forest of Dean", "Gloucester", "Stroud", "Tewkesbury", "The Cotswolds",
    ),
}  # fmt: skip
_GOVERNING_THEMSELVES: Mapping[str, tuple[str, ...]] = {
    "Somerset": ("Bath", "North East Somerset", "North Somerset", "Weston-Super-Mare"),
    "Wiltshire": ("North Swindon", "South Swindon"),
    "Dorset": (
        "Bournemouth East", "Bournemouth West", "Mid Dorset and North Poole", "Poole",
    ),
    "Sussex": ("Brighton Kemptown", "Brighton Pavilion", "Hove"),
    "Kent": ("Chatham and Aylesford", "Gillingham and Rainham", "Rochester and Strood"),
    "Essex": (
        "Rochford and Southend East", "South Basildon and East Thurrock", "Southend West",
        "Thurrock",
    ),
    "Cambridgeshire": ("North West Cambridgeshire", "Peterborough"),
    "Buckinghamshire": ("Milton Keynes North", "Milton Keynes South"),
    "Gloucestershire": ("Filton and Bradley Stoke", "Kingswood", "Thornbury and Yate"),
}  # fmt: skip
_HISTORIC: Mapping[str, tuple[str, ...]] = {
    "Warwickshire": ("Coventry North East", "Coventry North West", "Coventry South"),
    "Gloucestershire": ("Bristol East", "Bristol North West", "Bristol West"),
    "Somerset": ("Bristol South",),
}


def named() -> Iterator[tuple[str, str, str, str]]:
    """County, constituency, and how it belongs to it: council, ceremonial or historic."""
    for county, name, _, _ in patches.counties():
        yield county, name, "council", ""
    for kind, counties in (
        ("council", _UNDER_A_COUNCIL),
        ("ceremonial", _GOVERNING_THEMSELVES),
        ("historic", _HISTORIC),
    ):
        for county, names in counties.items():
            for name in names:
                yield county, name, kind, ""
