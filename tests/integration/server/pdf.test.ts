/** The PDFs themselves: marked as PDF/UA-1, tagged, readable, on their pages, whatever a name holds. */
import { afterAll, describe, expect, test } from 'vitest';
import type { SchoolReport } from '#lib/domain/school-report.ts';
import { learningReportPdf, pdfResponse, schoolReportPdf, stopDrawing } from '#lib/server/pdf.ts';
import type { SchoolGuide } from '#lib/domain/school-guide.ts';
import { madeUpAudits } from '#tests/support/audit-records.ts';
import { readPdf, type ReadPdf } from '#tests/support/pdf-text.ts';
import { learningReportOf, madeUpLearningReport, madeUpPicture, schoolReportOf } from '#tests/support/report-models.ts';

afterAll(stopDrawing);

const report = madeUpLearningReport(220);
const picture = madeUpPicture(220);
const nothing = madeUpPicture(0);
const longName =
	'Saint Bartholomew and the Blessed Companions Roman Catholic Voluntary Aided Primary School with Specially Resourced Provision for Hearing Impaired Children, Lower Sydenham and Bell Green Federation (West)';

const longLine =
	'A sentence of the partnership’s own that is as long as the settings let it be, '.repeat(3).slice(0, 199) + '.';
const fullGuide: SchoolGuide = {
	contact: {
		role: 'the SEND quality lead of the partnership in the children’s services directorate',
		phone: '020 7946 0187',
		email: 'schools.quality@example.org'
	},
	training: ['2027-11-12', '2028-01-21', '2028-03-11', '2028-06-01'].map((on) => ({ on, words: longLine })),
	doing: [longLine, longLine, longLine]
};

function ownPlans(count: number, seed = 'own') {
	return madeUpAudits(count, seed, { from: 900_000 }).filter(({ marking }) => marking === 'first');
}

/** What PDF/UA-1 (ISO 14289-1) asks and a file can show. */
function expectAccessible({ source, tags }: ReadPdf, title: string, charts = true): void {
	expect(source).toContain('<pdfuaid:part>1</pdfuaid:part>');
	expect(source).toMatch(/\/Lang\s*\(en-GB\)/);
	expect(source).toMatch(/\/Marked\s+true/);
	expect(source).toMatch(/\/DisplayDocTitle\s+true/);
	expect(source).toContain('/StructTreeRoot');
	expect(source).toContain('/Outlines');
	expect(source).toContain(`<rdf:li xml:lang="x-default">${title}</rdf:li>`);
	expect(tags.get('Title')).toBe(1);
	expect(tags.get('H1')).toBeGreaterThan(4);
	// Every header cell says what it heads, every figure what it shows.
	expect(source.match(/\/Scope\s*\/Column/g)).toHaveLength(tags.get('TH') ?? 0);
	expect(source.match(/\/Alt\s*[(<]/g)?.length ?? 0).toBeGreaterThanOrEqual(tags.get('Figure') ?? 0);
	expect(tags.has('Figure')).toBe(charts);
	expect(tags.get('TH')).toBeGreaterThan(2);
}

function expectWords(words: string, ...said: string[]): void {
	// A line broken at a hyphen reads with a space after it.
	const plain = (text: string) => text.replace(/\s+/g, '').replaceAll('’', "'");
	for (const one of said) expect(plain(words)).toContain(plain(one));
}

describe('the learning report', () => {
	test('is tagged PDF/UA-1 with title, language, bookmarks, scope and texts for charts', async () => {
		const read = readPdf(await learningReportPdf(report));
		expectAccessible(read, 'Learning report, September 2026 to February 2027, Lewisham');
		expect(read.tags.get('H2')).toBeGreaterThan(10);
		expect(read.tags.get('H3') ?? 0).toBe(0);
	});

	test('says what the model says', async () => {
		const { words, pages } = readPdf(await learningReportPdf(report));
		expect(pages.length).toBeGreaterThan(5);
		expectWords(words, report.summary, ...report.headlines.flatMap(({ text, detail }) => [text, detail]));
		expectWords(words, ...report.sections.map(({ title }) => title));
		expectWords(words, ...report.criteria.map(({ question }) => question));
		expectWords(words, ...report.method.flatMap(({ title, text }) => [title, text]));
		expectWords(words, 'Page 1 of ' + String(pages.length));
	});

	test('of too few audits says so and shows no grade', async () => {
		const few = learningReportOf(madeUpAudits(12, 'few'));
		const read = readPdf(await learningReportPdf(few));
		expectWords(read.words, 'too few to say anything about the area', 'What was audited');
		expect(read.words).not.toContain('Section by section');
		expect(read.source).toContain('<pdfuaid:part>1</pdfuaid:part>');
	});

	test('of no audits at all can be drawn', async () => {
		const { words } = readPdf(await learningReportPdf(learningReportOf([])));
		expectWords(words, '0 plans were audited');
	});

	test('is the same bytes each time', async () => {
		const [one, other] = await Promise.all([learningReportPdf(report), learningReportPdf(report)]);
		expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
	});
});

describe("the headteacher's summary", () => {
	const forms: [string, SchoolReport][] = [
		['its own figures and grades', schoolReportOf(picture, { 2026: ownPlans(30) })],
		['its own figures', schoolReportOf(picture, { 2026: ownPlans(7) })],
		['years put together', schoolReportOf(picture, { 2026: ownPlans(3), 2025: ownPlans(14).slice(5, 10) })],
		['figures withheld', schoolReportOf(picture, {})],
		['figures withheld, a long name', schoolReportOf(picture, {}, { name: longName })],
		['its own figures, a long name', schoolReportOf(picture, { 2026: ownPlans(30) }, { name: longName })],
		['one short name', schoolReportOf(picture, {}, { name: 'A' })],
		['no picture at all', schoolReportOf(nothing, {}, { name: longName })],
		['the area’s picture', schoolReportOf(picture, {}, { phase: 'early_years', lowAge: 2, highAge: 5 })],
		[
			'its own figures, and all that a partnership can say',
			schoolReportOf(picture, { 2026: ownPlans(30) }, {}, fullGuide)
		],
		[
			'figures withheld, and all that a partnership can say',
			schoolReportOf(picture, {}, { name: longName }, fullGuide)
		],
		['a college', schoolReportOf(picture, {}, { phase: 'post16', lowAge: 16, highAge: 25 })]
	];

	test.each(forms)('is two accessible pages with %s', async (_, model) => {
		const read = readPdf(await schoolReportPdf(model));
		expect(read.pages).toHaveLength(2);
		expectAccessible(read, model.title, model.picture.of !== 'none');
		expectWords(read.words, model.schoolName, model.summary, model.contact, model.training);
		if (model.contactPhone) expectWords(read.words, model.contactPhone, model.contactEmail ?? '');
		expectWords(read.words, ...model.actions.map(({ action }) => action));
		expectWords(read.words, ...model.examples.flatMap(({ strong, weak }) => [strong, weak]));
		expectWords(read.words, ...model.partnership, ...model.method.map(({ text }) => text));
	});
});

describe('whatever a name holds', () => {
	test.each([
		['an emoji', 'Sunny 😀 School', 'Sunny [?] School'],
		['a family of emoji', 'A 👨‍👩‍👧‍👦 B', 'A [?] B'],
		['a script that the font lacks', 'مدرسة School', '[?][?][?][?][?] School'],
		['accents', 'Ysgol Tŵr y Cariad, École Zoë', 'Ysgol Tŵr y Cariad, École Zoë'],
		['control and direction characters', 'A\u0007B\u202eC\u200bD', 'A BCD'],
		[
			'what looks like Typst',
			'#panic("no") *bold* $x^2$ @ref <label> // end',
			'#panic("no") *bold* $x^2$ @ref <label> // end'
		],
		['what looks like PDF or XML', '</rdf:li>) endobj (', '</rdf:li>) endobj (']
	])('%s is drawn, never evaluated', async (_, name, shown) => {
		const read = readPdf(await schoolReportPdf(schoolReportOf(picture, {}, { name })));
		expect(read.pages).toHaveLength(2);
		expectWords(read.words, shown);
	});
});

describe('the drawing', () => {
	test('fails one document and goes on with the next', async () => {
		const broken = { ...schoolReportOf(picture, {}), actions: undefined } as unknown as SchoolReport;
		const [first, second] = await Promise.allSettled([
			schoolReportPdf(broken),
			schoolReportPdf(schoolReportOf(picture, {}))
		]);
		expect(first).toMatchObject({ status: 'rejected', reason: { name: 'PdfFault' } });
		expect(second.status).toBe('fulfilled');
	});

	test('what does not fit its pages is refused, never cut', async () => {
		const model = schoolReportOf(picture, {});
		const endless = { ...model, partnership: Array.from({ length: 80 }, (_, at) => `Line ${at} of too many.`) };
		await expect(schoolReportPdf(endless)).rejects.toThrow('does not fit on 2 pages');
	});

	test('keeps many asked for at once apart', async () => {
		const names = Array.from({ length: 12 }, (_, at) => `School number ${at + 100}`);
		const pdfs = await Promise.all(names.map((name) => schoolReportPdf(schoolReportOf(picture, {}, { name }))));
		for (const [at, pdf] of pdfs.entries()) expectWords(readPdf(pdf).words, names[at] ?? '');
	});

	test('starts again after it was stopped', async () => {
		const drawn = schoolReportPdf(schoolReportOf(picture, {}));
		const stopped = expect(drawn).rejects.toMatchObject({ name: 'PdfFault' });
		await stopDrawing();
		await stopped;
		expect(readPdf(await schoolReportPdf(schoolReportOf(picture, {}))).pages).toHaveLength(2);
	});
});

test('a PDF is handed over as a file that nobody keeps', async () => {
	const response = pdfResponse(new Uint8Array([37, 80, 68, 70]), 'learning-report-2026-h1-full.pdf');
	expect(Object.fromEntries(response.headers)).toEqual({
		'content-type': 'application/pdf',
		'content-length': '4',
		'content-disposition': 'attachment; filename="learning-report-2026-h1-full.pdf"',
		'cache-control': 'no-store'
	});
});
