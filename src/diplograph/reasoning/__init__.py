"""Reasoning with OWL: what follows from the facts, why, and what contradicts."""

from diplograph.reasoning.hermit import ontology
from diplograph.reasoning.inference import Inference, because, infer, inference_node

__all__ = ["Inference", "because", "infer", "inference_node", "ontology"]
