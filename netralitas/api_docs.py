"""/api/v1/docs/: the OpenAPI document as a page people can read, made on the server, without scripts."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from netralitas.api import PROBLEM

METHODS = ("get", "post")
REFUSED = {"get": ("400", "404"), "post": ("400", "413", "415", "429")}  # what any call of a method may answer


def documentation(request: HttpRequest) -> HttpResponse:
    """Every call with its parameters, the shape of its body and of its answers."""
    response = render(request, "api_docs.html", {"operations": operations()})
    response["Cache-Control"] = "public, max-age=300"
    return response


@lru_cache(maxsize=1)
def operations() -> list[dict[str, object]]:
    """The calls in the order of their addresses."""
    generator: Any = SchemaGenerator  # the library has no types
    schema = generator().get_schema(request=None, public=True)
    components = schema["components"]["schemas"]
    return [
        {
            "method": method.upper(),
            "path": path,
            "description": call.get("description", ""),
            "parameters": call.get("parameters", []),
            "body": _shape(call.get("requestBody", {}), components),
            "answers": [
                {"status": status, "description": answer.get("description", ""), "shape": _shape(answer, components)}
                for status, answer in call["responses"].items()
            ],
        }
        for path, methods in schema["paths"].items()
        for method, call in _known(methods)
    ]


def describe_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The schema's last touch: every refusal of every call is problem+json of one shape."""
    shape = {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}
    for methods in result["paths"].values():
        for method, call in _known(methods):
            for status in REFUSED[method]:
                call["responses"].setdefault(status, {"description": ""})
            for status, answer in call["responses"].items():
                if status.startswith("4"):
                    answer["content"] = shape
            call["responses"] = dict(sorted(call["responses"].items()))
    return result


def _known(methods: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((method, methods[method]) for method in METHODS if method in methods)


def _shape(holder: Mapping[str, Any], components: Mapping[str, Any]) -> str:
    content = holder.get("content", {})
    if not content:
        return ""
    media = next(iter(content.values()))
    return json.dumps(_example(media.get("schema", {}), components), indent=2, ensure_ascii=False)


def _example(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    """A value of the schema's shape: names of types and choices in place of values."""
    if "$ref" in schema:
        return _example(components[schema["$ref"].rsplit("/", 1)[-1]], components)
    for key in ("allOf", "oneOf", "anyOf"):
        if key in schema:
            return _example(schema[key][0], components)
    if "enum" in schema:
        return " | ".join(str(choice) for choice in schema["enum"] if choice)
    if schema.get("type") == "array":
        return [_example(schema.get("items", {}), components)]
    if "properties" in schema:
        return {name: _example(part, components) for name, part in schema["properties"].items()}
    return schema.get("format") or schema.get("type") or "object"
