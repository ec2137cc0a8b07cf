/**
 * The bytes of a report: tagged PDF/UA-1, drawn by Typst in a worker thread, one document at a time. A document that takes too
 * long loses its worker, and only that document fails. Nothing is kept on disk.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { BoardSummary } from '#lib/domain/board-summary.ts';
import type { Publication } from '#lib/domain/report-publication.ts';
import type { SchoolReport } from '#lib/domain/school-report.ts';
import type { PdfAnswer, PdfJob } from './pdf-worker.ts';
import { doesNotFit } from './pdf-fit.ts';
import { projectFolder } from './project-folder.ts';

/** Milliseconds that one document may take. */
const PATIENCE = 30_000;
/** Documents after which a worker is replaced, so that what native code holds on to is given back. */
const LIFETIME = 250;
/** Documents that may wait; more are turned away at once rather than late. */
const LONGEST_QUEUE = 300;

/** Thrown where a document could not be drawn. Says what the drawing said, never for a page: it may repeat the report's words. */
export class PdfFault extends Error {
	constructor(template: string, said: string) {
		super(`${template}: ${said}`);
		this.name = 'PdfFault';
	}
}

interface Waiting {
	readonly job: PdfJob;
	readonly done: (bytes: Uint8Array<ArrayBuffer>) => void;
	readonly failed: (fault: PdfFault) => void;
}

const queue: Waiting[] = [];
let current: { waiting: Waiting; timer: NodeJS.Timeout } | null = null;
let worker: Worker | null = null;
let drawnByWorker = 0;
let lastId = 0;

function started(): Worker {
	if (worker) return worker;
	const root = projectFolder();
	const fresh = new Worker(pathToFileURL(join(root, 'src/lib/server/pdf-worker.ts')), {
		workerData: { templates: join(root, 'src/lib/reports') }
	});
	drawnByWorker = 0;
	fresh.on('message', (answer: PdfAnswer) => settle(answer));
	fresh.on('error', (error) => lose(fresh, error.message));
	fresh.on('exit', (code) => lose(fresh, `the drawing stopped (${code})`));
	worker = fresh;
	return fresh;
}

/** Takes a worker out of use and fails the document it was drawing; the next one waiting gets a new worker. */
function lose(lost: Worker, why: string): void {
	if (worker !== lost) return;
	worker = null;
	void lost.terminate();
	if (current) {
		clearTimeout(current.timer);
		const { waiting } = current;
		current = null;
		waiting.failed(new PdfFault(waiting.job.template, why));
	}
	next();
}

function settle(answer: PdfAnswer): void {
	if (!current || current.waiting.job.id !== answer.id) return;
	clearTimeout(current.timer);
	const { waiting } = current;
	current = null;
	drawnByWorker += 1;
	if ('bytes' in answer) waiting.done(answer.bytes);
	else waiting.failed(new PdfFault(waiting.job.template, answer.fault));
	if (drawnByWorker >= LIFETIME) {
		const old = worker;
		worker = null;
		void old?.terminate();
	}
	next();
}

function next(): void {
	if (current) return;
	const waiting = queue.shift();
	if (!waiting) {
		// An idle worker never keeps the server from stopping.
		worker?.unref();
		return;
	}
	const drawing = started();
	drawing.ref();
	current = { waiting, timer: setTimeout(() => lose(drawing, 'took too long'), PATIENCE) };
	drawing.postMessage(waiting.job);
}

function draw(template: string, model: unknown, pages?: number): Promise<Uint8Array<ArrayBuffer>> {
	if (queue.length >= LONGEST_QUEUE) return Promise.reject(new PdfFault(template, 'too many documents are waiting'));
	lastId += 1;
	const job: PdfJob = { id: lastId, template, model, pages };
	return new Promise((done, failed) => {
		queue.push({ job, done, failed });
		next();
	});
}

/** Gives a learning report with its words as PDF/UA-1. Throws a PdfFault where it cannot be drawn. */
export function learningReportPdf({ report, said, edition }: Publication): Promise<Uint8Array<ArrayBuffer>> {
	return draw('learning-report', { ...report, said, edition });
}

/**
 * Gives a board's summary as PDF/UA-1 on exactly one A4 page: the first of the forms, longest first, that fits. Throws a PdfFault where
 * none does.
 */
export async function boardSummaryPdf(forms: readonly BoardSummary[]): Promise<Uint8Array<ArrayBuffer>> {
	let fault: PdfFault = new PdfFault('board-summary', 'nothing to draw');
	for (const form of forms) {
		try {
			return await draw('board-summary', form, 1);
		} catch (thrown) {
			if (!(thrown instanceof PdfFault) || !thrown.message.endsWith(doesNotFit(1))) throw thrown;
			fault = thrown;
		}
	}
	throw fault;
}

/** Gives a headteacher's summary as PDF/UA-1 on exactly two A4 pages. Throws a PdfFault where it cannot be drawn. */
export function schoolReportPdf(model: SchoolReport): Promise<Uint8Array<ArrayBuffer>> {
	return draw('school-report', model, 2);
}

/** Gives the answer that hands a PDF over as a file of this name. Nobody on the way keeps it. */
export function pdfResponse(bytes: Uint8Array<ArrayBuffer>, filename: string): Response {
	return new Response(bytes, {
		headers: {
			'content-type': 'application/pdf',
			'content-length': String(bytes.byteLength),
			'content-disposition': `attachment; filename="${filename}"`,
			'cache-control': 'no-store'
		}
	});
}

/** Lets the worker go, failing the document it draws. For tests and an orderly stop; a killed server needs none of it. */
export async function stopDrawing(): Promise<void> {
	const old = worker;
	if (!old) return;
	lose(old, 'the drawing was stopped');
	await old.terminate();
}
