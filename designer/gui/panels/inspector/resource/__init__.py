"""Forms made from CloudFormation's schemas."""

from designer.gui.panels.inspector.resource.form import ResourceForm
from designer.gui.panels.inspector.resource.more import MoreProperties

__all__ = ["MoreProperties", "ResourceForm"]
