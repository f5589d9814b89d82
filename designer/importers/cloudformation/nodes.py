"""Which resources are nodes, which are groups, and which fold into another."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from designer.importers.cloudformation.drawing import Drawing, known_name
from designer.importers.cloudformation.sam import ELSEWHERE, TRANSLATED
from designer.importers.cloudformation.tables import SATELLITES, SERVICES
from designer.importers.cloudformation.template import Resource, as_list, as_map, each, get, text
from designer.model.catalogue import GENERIC
from designer.model.design import Subject

VPC = "AWS::EC2::VPC"
_FUNCTION_LOGS = "/aws/lambda/"


class Nodes:
    """Finds the nodes of a template and the owners of the rest."""

    def __init__(self, board: Drawing) -> None:
        self._board = board
        self._template = board.template
        self._main = {s.cfn_type: s.id for s in board.catalogue.services.values() if s.cfn_type}
        self.vpcs: dict[str, Resource] = {}

    def find(self) -> None:
        self._nodes()
        self._owners()

    def _service(self, resource: Resource) -> str:
        p = resource.properties
        if resource.type == "AWS::ApiGatewayV2::Api":
            return "apigw-websocket" if p.get("ProtocolType") == "WEBSOCKET" else "apigw-http"
        if resource.type == "AWS::RDS::DBCluster" and "aurora" not in str(p.get("Engine", "aurora")):
            return GENERIC
        service = SERVICES.get(resource.type) or self._main.get(resource.type) or GENERIC
        return service if service in self._board.catalogue.services or service == GENERIC else GENERIC

    def _nodes(self) -> None:
        groups = self._connected_log_groups()
        for resource in self._template.resources.values():
            type_ = resource.type
            if type_ == VPC:
                self.vpcs[resource.id] = resource
                continue
            if type_ == "AWS::ECS::Service" and self._is_main(resource):
                tasks = [self._template.resources[i] for i in self._board.resources(resource.get("TaskDefinition"))]
                self._board.add(resource, "ecs-fargate", _fargate(resource, tasks[0]))
                self._board.fold(f"{resource.id}Task", resource.id)
            if type_ in SATELLITES or type_ == "AWS::Events::Rule" or resource.id in self._board.owners:
                continue
            if type_ == "AWS::Logs::LogGroup" and resource.id not in groups:
                continue
            if type_ == "AWS::RDS::DBInstance" and self._board.resources(resource.get("DBClusterIdentifier")):
                continue
            service = self._service(resource)
            translate = TRANSLATED.get(type_)
            drop = ELSEWHERE.get(type_, frozenset())
            properties = translate(resource.properties) if translate else {
                k: v for k, v in resource.properties.items() if k not in drop
            }  # fmt: skip
            if service == "apigw-http":
                properties.pop("ProtocolType", None)  # the service says it
            if type_ == "AWS::ECS::TaskDefinition":
                properties = _fargate(self._runner(resource.id), resource)
            self._board.add(resource, service, properties)
        for resource in self._template.resources.values():
            spec = self._board.catalogue.services.get(self._service(resource))
            for key in dict.fromkeys(
                (spec.name_property if spec else None, "FunctionName", "Name", "TableName", "Family")
            ):
                written = text(resource.properties.get(key)) if key else None
                if written and len(written) > 2 and not re.fullmatch(r"\$\{AWS::[^}]*\}", written):
                    bearers = self._board.names.setdefault(known_name(written), [])
                    if resource.id not in bearers:
                        bearers.append(resource.id)

    def _connected_log_groups(self) -> set[str]:
        """Log groups that something reads from or delivers to; the others belong to what writes them."""
        found: set[str] = set()
        for resource in self._template.resources.values():
            if resource.type in ("AWS::Logs::SubscriptionFilter", "AWS::Logs::MetricFilter"):
                found.update(self._board.resources(resource.get("LogGroupName")))
            elif resource.type == "AWS::Events::Rule":
                found.update(self._board.resources([as_map(t).get("Arn") for t in as_list(resource.get("Targets"))]))
            elif resource.type in ("AWS::Pipes::Pipe", "AWS::IoT::TopicRule"):
                found.update(self._board.resources(resource.properties))
            for event in as_map(resource.get("Events")).values():
                if as_map(event).get("Type") == "CloudWatchLogs":
                    found.update(self._board.resources(get(event, "Properties.LogGroupName")))
        return found

    # -- satellites

    def _owners(self) -> None:
        board, all_ = self._board, self._template.resources
        waiting = [r for r in all_.values() if r.id not in board.nodes and r.id not in self.vpcs]
        for resource in waiting:
            paths = SATELLITES.get(resource.type, ())
            if resource.type == "AWS::ECS::Service" and self._is_main(resource):
                paths = ()
            if resource.type == "AWS::RDS::DBInstance":
                paths = ("DBClusterIdentifier",)
            if resource.type == "AWS::Logs::LogGroup":
                paths = ("LogGroupName",)
            owner = next((o for path in paths for o in self._owner_by(resource, path)), None)
            if owner is None and resource.type == "AWS::Logs::LogGroup":
                owner = self._function_of(resource)
            if resource.type == "AWS::Serverless::Connector" and text(resource.get("Source.Id")) in all_:
                owner = text(resource.get("Source.Id"))
            if resource.type == "AWS::ApiGateway::Account":  # one for all APIs of a region, so for each of them
                owner = next((id_ for id_, node in board.nodes.items() if node.service in _LOGGING_APIS), None)
            if owner is not None:
                board.fold(resource.id, owner)
        self._fold_into_users(waiting)
        for resource in all_.values():
            if resource.type == "AWS::StepFunctions::StateMachine":
                named = board.resources(resource.get("LoggingConfiguration.Destinations"))
                if named and all(board.owner(id_) == resource.id for id_ in named):  # then it has one without saying so
                    board.used.setdefault(resource.id, set()).add("LoggingConfiguration.Destinations")
        for resource in waiting:
            if resource.type != "AWS::Events::Rule" and not self._belongs(resource.id):
                board.owners.pop(resource.id, None)
                board.add(resource, self._service(resource), dict(resource.properties))

    def _runner(self, task: str) -> Resource | None:
        """The service that runs a task definition, if the template has one."""
        return self._runners.get(task)

    @cached_property
    def _runners(self) -> dict[str, Resource]:
        services = (r for r in self._template.resources.values() if r.type == "AWS::ECS::Service")
        return {id_: r for r in services for id_ in self._board.resources(r.get("TaskDefinition"))}

    def _is_main(self, service: Resource) -> bool:
        """Whether a task definition is named after its service, which then is the node for both."""
        return any(id_ == f"{service.id}Task" for id_ in self._board.resources(service.get("TaskDefinition")))

    def _owner_by(self, resource: Resource, path: str) -> Iterator[str]:
        for value in each(resource.properties, path):
            for id_ in self._board.resources(value):
                if id_ != resource.id and self._template.resources[id_].type != "AWS::EC2::EIP":
                    yield id_

    def _function_of(self, log_group: Resource) -> str | None:
        """The function whose log group this is: Lambda writes into the one that is called after the function."""
        written = text(log_group.get("LogGroupName")) or ""
        if not written.startswith(_FUNCTION_LOGS):
            return None
        bearers = self._board.names.get(known_name(written.removeprefix(_FUNCTION_LOGS)), [])
        return next((id_ for id_ in bearers if self._board.service(id_) == "lambda"), None)

    def _fold_into_users(self, waiting: list[Resource]) -> None:
        """What nobody owns belongs to what refers to it, the nearest to a node first: a role to the instance profile,
        and that to its instance."""
        board = self._board
        orphans = {
            r.id
            for r in waiting
            if r.type != "AWS::Events::Rule" and self._service(r) != "ecs-fargate" and not self._belongs(r.id)
        }
        queue = deque(id_ for id_ in self._template.resources if id_ not in orphans and self._belongs(id_))
        while queue and orphans:
            user = queue.popleft()
            for id_ in board.resources(self._template.resources[user].properties):
                if id_ in orphans:
                    orphans.discard(id_)
                    board.owners[id_] = user
                    queue.append(id_)

    def _belongs(self, id_: str) -> bool:
        """Whether a resource is a node or a group, or folds into one in the end; a rule always does."""
        seen: set[str] = set()
        while id_ not in self._board.nodes and id_ not in self.vpcs:
            if self._template.resources[id_].type == "AWS::Events::Rule":
                return True
            if id_ in seen or id_ not in self._board.owners:
                return False
            seen.add(id_)
            id_ = self._board.owners[id_]
        return True

    def keep_the_rest(self) -> None:
        """Whatever is neither drawn nor folded by now stays as a generic node: nothing is dropped."""
        for resource in self._template.resources.values():
            unknown = self.subject(resource.id) is None and resource.id not in self.vpcs
            if resource.id not in self._board.nodes and unknown:
                self._board.add(resource, self._service(resource), dict(resource.properties))

    def vpc_of(self, id_: str) -> str | None:
        seen: set[str] = set()
        while id_ not in self.vpcs:
            if id_ in seen or id_ not in self._board.owners or id_ in self._board.nodes:
                return None
            seen.add(id_)
            id_ = self._board.owners[id_]
        return id_

    def subject(self, id_: str) -> Subject | None:
        """The node or group that a resource is or belongs to."""
        owner = self._board.owner(id_)
        if owner is not None:
            return Subject("node", owner)
        group = self.vpc_of(id_)
        return Subject("group", group) if group is not None else None


# APIs that write logs in the role of the account.
_LOGGING_APIS = frozenset({"apigw-rest", "apigw-websocket"})
_RUN = ("Cluster", "TaskDefinition", "LoadBalancers", "Role")


_SIZE = re.compile(r"([0-9]{0,4}\.?[0-9]{1,4}) ?(?:vCPU|GB)", re.IGNORECASE)


def _size(value: Any) -> Any:
    """CPU units and MiB, where a task is written in vCPU and GB: ".5 vCPU" is 512."""
    given = _SIZE.fullmatch(value) if isinstance(value, str) else None
    return str(int(float(given[1]) * 1024)) if given else value


def _fargate(service: Resource | None, task: Resource) -> dict[str, Any]:
    """A container as one node: what its service says, and size, image and port of its task."""
    found = {k: v for k, v in service.properties.items() if k not in _RUN} if service else {}
    found |= {k: _size(task.properties[k]) for k in ("Cpu", "Memory") if k in task.properties}
    container = as_map(next(iter(as_list(task.get("ContainerDefinitions"))), None))
    if container.get("Image") is not None:
        found["Image"] = container["Image"]
    ports = [as_map(p).get("ContainerPort") for p in as_list(container.get("PortMappings"))]
    if ports and ports[0] is not None:
        found["ContainerPort"] = ports[0]
    return found
