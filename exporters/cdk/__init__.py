"""CDK projects from a plan: one construct tree, printed as Python or TypeScript.

tree.py is the tree, stack.py builds it (builder.py, with families/ for the library's idioms and level1.py for the
rest), python.py and typescript.py print it, *_project.py lay the projects out.
"""

from exporters.cdk.python_project import CdkPythonExporter
from exporters.cdk.typescript_project import CdkTypeScriptExporter

__all__ = ["CdkPythonExporter", "CdkTypeScriptExporter"]
