"""All idioms and ties, by CloudFormation type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exporters.cdk.builder import Tie
from exporters.cdk.families import compute, delivery, http, identity, keys, messaging, rest, storage, watching, workflow
from exporters.cdk.idiom import Idiom

IDIOMS: Mapping[str, Sequence[Idiom]] = {
    **compute.IDIOMS,
    **delivery.IDIOMS,
    **http.IDIOMS,
    **identity.IDIOMS,
    **keys.IDIOMS,
    **messaging.IDIOMS,
    **rest.IDIOMS,
    **storage.IDIOMS,
    **watching.IDIOMS,
    **workflow.IDIOMS,
}
TIES: Mapping[str, Tie] = {
    **compute.TIES,
    **delivery.TIES,
    **http.TIES,
    **messaging.TIES,
    **rest.TIES,
    **watching.TIES,
}
