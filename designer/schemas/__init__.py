"""CloudFormation's resource schemas: which types there are, what each takes, and what is wrong with a value.

The schemas are those that cfn-lint carries.  They are read from its data files, one by one and when asked; cfn-lint
itself, which takes a second to import, is not.
"""

from designer.schemas.faults import Fault, faults
from designer.schemas.shape import Resource, Shape
from designer.schemas.store import TYPE_NAME, Schemas, schemas

__all__ = ["TYPE_NAME", "Fault", "Resource", "Schemas", "Shape", "faults", "schemas"]
