/**
 * Draws PDFs with Typst, off the server's own thread. It is started by `pdf.ts` from this source file, in development, in tests
 * and beside the built server alike. Data reaches a template as JSON in `sys.inputs` and is never evaluated.
 */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { doesNotFit } from './pdf-fit.ts';
import { coverageOf, printable } from './pdf-glyphs.ts';

/** One document to draw. */
export interface PdfJob {
	readonly id: number;
	/** File name of the template in the reports room, without its ending. */
	readonly template: string;
	readonly model: unknown;
	/** Where a document must have so many pages: it is drawn smaller, step by step, until it has. */
	readonly pages?: number | undefined;
}

export type PdfAnswer =
	{ readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> } | { readonly id: number; readonly fault: string };

const WEIGHTS = ['400Regular', '600SemiBold', '700Bold'] as const;
/** Sizes tried, as shares of the template's own, until a document with a fixed number of pages fits. */
const SCALES = [1, 0.97, 0.94, 0.91, 0.88, 0.85] as const;

const { templates } = workerData as { templates: string };
const require = createRequire(import.meta.url);
const fontFolder = dirname(require.resolve('@expo-google-fonts/source-sans-3/package.json'));
const fontFolders = WEIGHTS.map((weight) => join(fontFolder, weight));
const coverages = WEIGHTS.map((weight) =>
	coverageOf(readFileSync(join(fontFolder, weight, `SourceSans3_${weight}.ttf`)))
);
const covers = (codePoint: number) => coverages.every((coverage) => coverage(codePoint));
const compiler = NodeCompiler.create({ workspace: templates, fontArgs: [{ fontPaths: fontFolders }] });

interface Diagnostic {
	readonly message: string;
	readonly path?: string;
	readonly range?: { readonly start: { readonly line: number } } | null;
}

function said(diagnostics: readonly Diagnostic[]): string {
	return diagnostics
		.map(({ message, path, range }) => `${message} (${basename(path ?? '')}:${(range?.start.line ?? -1) + 1})`)
		.join('; ');
}

function compiled(job: PdfJob, model: string, scale: number) {
	const outcome = compiler.compile({
		mainFilePath: join(templates, `${job.template}.typ`),
		inputs: { model, scale: String(scale) }
	});
	const trouble = outcome.takeError() ?? outcome.takeWarnings();
	// A warning is a failure too: an unknown font or a lost glyph is no report to hand to anybody.
	if (trouble || !outcome.result) {
		throw new Error(trouble ? said(compiler.fetchDiagnostics(trouble) as Diagnostic[]) : 'Typst gave no document');
	}
	return outcome.result;
}

function draw(job: PdfJob): Uint8Array<ArrayBuffer> {
	const model = JSON.stringify(printable(job.model, covers));
	for (const scale of SCALES) {
		const drawn = compiled(job, model, scale);
		if (job.pages !== undefined && drawn.numOfPages !== job.pages) continue;
		return new Uint8Array(compiler.pdf(drawn, { pdfStandard: 'ua-1' }));
	}
	throw new Error(`${job.template} ${doesNotFit(job.pages ?? 0)}`);
}

parentPort?.on('message', (job: PdfJob) => {
	try {
		const bytes = draw(job);
		parentPort?.postMessage({ id: job.id, bytes } satisfies PdfAnswer, [bytes.buffer]);
	} catch (thrown) {
		const fault = thrown instanceof Error ? thrown.message : String(thrown);
		parentPort?.postMessage({ id: job.id, fault } satisfies PdfAnswer);
	} finally {
		compiler.evictCache(1);
	}
});
