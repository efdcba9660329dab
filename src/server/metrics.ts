import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { JobRunner } from "../service/jobs/job-runner.ts";
import type { AnsweredRequest } from "./http/http-app.ts";
import type { ModelRegistry } from "./models/model-registry.ts";

/** Limits of the bins of durations, in seconds. */
const secondBins = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Limits of the bins of the number of texts per batch. */
const batchBins = [1, 2, 4, 8, 16, 32, 64];

/** What the gauges read when they are asked. */
interface MeasuredParts {
  readonly registry: ModelRegistry;
  readonly jobs: JobRunner;
}

/** The figures of a server for Prometheus. They hold no texts: labels are names of models and patterns of routes. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: "pilesort_http_requests_total",
    help: "Number of requests.",
    labelNames: ["method", "route", "status"],
    registers: [this.#registry],
  });
  readonly #durations = new Histogram({
    name: "pilesort_http_request_duration_seconds",
    help: "Time until the answer to a request begins.",
    labelNames: ["method", "route"],
    buckets: secondBins,
    registers: [this.#registry],
  });
  readonly #batches = new Histogram({
    name: "pilesort_batch_texts",
    help: "Number of texts that were classified together.",
    buckets: batchBins,
    registers: [this.#registry],
  });
  readonly #texts = new Counter({
    name: "pilesort_texts_total",
    help: "Number of texts that were classified.",
    labelNames: ["model", "outcome"],
    registers: [this.#registry],
  });

  /** Adds the figures of the process: memory, processor time, delay of the event loop. */
  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Adds the figures that are read when they are asked for. */
  watch({ registry, jobs }: MeasuredParts): void {
    new Gauge({
      name: "pilesort_model_version",
      help: "Version of each model that answers.",
      labelNames: ["model"],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { name, current } of registry.models) this.set({ model: name }, current.number);
      },
    });
    new Gauge({
      name: "pilesort_waiting_texts",
      help: "Number of texts that wait to be classified.",
      labelNames: ["model"],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { name, current } of registry.models) this.set({ model: name }, current.waiting);
      },
    });
    new Gauge({
      name: "pilesort_open_jobs",
      help: "Number of jobs that run or wait.",
      registers: [this.#registry],
      collect() {
        this.set(jobs.open);
      },
    });
  }

  readonly onAnswered = ({ method, route, status, milliseconds }: AnsweredRequest): void => {
    this.#requests.inc({ method: knownMethod(method), route, status });
    this.#durations.observe({ method: knownMethod(method), route }, milliseconds / 1000);
  };

  readonly onBatch = (texts: number): void => this.#batches.observe(texts);

  countText(model: string, outcome: string): void {
    this.#texts.inc({ model, outcome });
  }

  /** Returns all figures as text, with its content type. */
  async text(): Promise<{ readonly body: string; readonly contentType: string }> {
    return { body: await this.#registry.metrics(), contentType: this.#registry.contentType };
  }
}

/** Methods are chosen by clients. Unknown ones would make an endless number of series. */
function knownMethod(method: string): string {
  return ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].includes(method) ? method : "other";
}
