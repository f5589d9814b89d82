"""CDK -> Design: what `cdk synth` leaves in cdk.out.

The templates say what there is; the tree of constructs says what a person called it and what belongs together.
"""

from designer.importers.cdk.design import read_cdk

__all__ = ["read_cdk"]
