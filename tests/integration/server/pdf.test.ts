/** The PDFs themselves: marked as PDF/UA-1, tagged, readable, on their pages, whatever a name holds. */
import { afterAll, describe, expect, test } from 'vitest';
import { boardSummaries } from '#lib/domain/board-summary.ts';
import type { NamedRecommendation } from '#lib/domain/recommendation.ts';
import { commentaryLimits, reportParts, type Commentary } from '#lib/domain/report-commentary.ts';
import type { SchoolReport } from '#lib/domain/school-report.ts';
import type { SchoolGuide } from '#lib/domain/school-guide.ts';
import { boardSummaryPdf, learningReportPdf, pdfResponse, schoolReportPdf, stopDrawing } from '#lib/server/pdf.ts';
import { madeUpAudits } from '#tests/support/audit-records.ts';
import { readPdf, type ReadPdf } from '#tests/support/pdf-text.ts';
import {
	learningReportOf,
	madeUpLearningReport,
	madeUpPicture,
	publicationWith,
	schoolReportOf
} from '#tests/support/report-models.ts';

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
		const read = readPdf(await learningReportPdf(publicationWith(report)));
		expectAccessible(read, 'Learning report, September 2026 to February 2027, Lewisham');
		expect(read.tags.get('H2')).toBeGreaterThan(10);
		expect(read.tags.get('H3') ?? 0).toBe(0);
	});

	test('says what the model says', async () => {
		const { words, pages } = readPdf(await learningReportPdf(publicationWith(report)));
		expect(pages.length).toBeGreaterThan(5);
		expectWords(words, report.summary, ...report.headlines.flatMap(({ text, detail }) => [text, detail]));
		expectWords(words, ...report.sections.map(({ title }) => title));
		expectWords(words, ...report.criteria.map(({ question }) => question));
		expectWords(words, ...report.method.flatMap(({ title, text }) => [title, text]));
		expectWords(words, 'Page 1 of ' + String(pages.length));
	});

	test('of too few audits says so and shows no grade', async () => {
		const few = learningReportOf(madeUpAudits(12, 'few'));
		const read = readPdf(await learningReportPdf(publicationWith(few)));
		expectWords(read.words, 'too few to say anything about the area', 'What was audited');
		expect(read.words).not.toContain('Section by section');
		expect(read.source).toContain('<pdfuaid:part>1</pdfuaid:part>');
	});

	test('of no audits at all can be drawn', async () => {
		const { words } = readPdf(await learningReportPdf(publicationWith(learningReportOf([]))));
		expectWords(words, '0 plans were audited');
	});

	test('is the same bytes each time', async () => {
		const [one, other] = await Promise.all([
			learningReportPdf(publicationWith(report)),
			learningReportPdf(publicationWith(report))
		]);
		expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
	});
});

/** Texts that a template or a reader could trip over, as somebody might type or paste them. */
const hostile = [
	'#import "drawing.typ": * #panic("no") #sys.inputs.model',
	'$x^2$ *bold* _slanted_ @reference <label> `raw` // end /* and more */',
	'back \\\\ slash \\u{41} ~ -- --- ... = Heading - item + item / term: x',
	'</rdf:li>) endobj ( ]]> <script>alert(1)</script> & &amp;'
];

function recommendation(at: number, words: Partial<NamedRecommendation> = {}): NamedRecommendation {
	return {
		recommendationId: `01890000-0000-7000-8000-00000000000${at}`,
		text: `Recommendation number ${at}`,
		owner: 'The designated clinical officer',
		due: '2028-03-31',
		state: 'under_way',
		done: '',
		...words
	};
}

/** Words in every place that takes some. */
function wordsOf(text: string, point = text): Partial<Commentary> {
	return {
		foreword: text,
		parts: Object.fromEntries(reportParts.map((part) => [part, text])),
		learning: [point],
		recommendations: [recommendation(1, { text: point, owner: point.slice(0, 80) })],
		lastTime: [
			{
				...recommendation(2, { text: point, done: text }),
				from: 'March to August 2026',
				overdue: true,
				on: '2027-09-03'
			}
		].map(({ recommendationId: _, ...item }) => item)
	};
}

describe("the report's own words", () => {
	test('stand in every part, with what was said last time and what is recommended', async () => {
		const parts = Object.fromEntries(reportParts.map((part) => [part, `Our words on ${part}.\nA second line.`]));
		const words = { ...wordsOf('What the forum thinks.', 'Say how often.'), parts };
		const read = readPdf(await learningReportPdf(publicationWith(report, words)));
		expectAccessible(read, 'Learning report, September 2026 to February 2027, Lewisham');
		expectWords(read.words, ...reportParts.map((part) => `Our words on ${part}.`), 'A second line.');
		expectWords(read.words, 'Foreword What the forum thinks.', 'Say how often.', '31 March 2028', 'Under way');
		expectWords(read.pages[0] ?? '', 'What we said last time', 'Under way, was due by 31 March 2028', '1 is overdue');
		expectWords(read.words, 'Published on 10 September 2027');
		expect(read.words).not.toContain('Draft');
	});

	test.each(hostile)('%s is drawn as it is, never evaluated', async (text) => {
		const publication = publicationWith(report, wordsOf(text, text.slice(0, 240)), { correction: text, edition: 2 });
		const read = readPdf(await learningReportPdf(publication));
		expectAccessible(read, 'Learning report, September 2026 to February 2027, Lewisham');
		const plain = (words: string) => words.replace(/\s+/g, '');
		// Foreword, ten parts, learning point, correction, recommendation, last time and what was done.
		expect(plain(read.words).split(plain(text)).length - 1).toBeGreaterThanOrEqual(14);
		const board = readPdf(await boardSummaryPdf(boardSummaries(publication)));
		expect(board.pages).toHaveLength(1);
		expect(plain(board.words)).toContain(plain(text));
	});

	test('what the font lacks is replaced, whichever way it runs', async () => {
		const text = 'مرحبا بالعالم \u202eevil\u202c and \u2067שלום\u2069 here';
		const read = readPdf(await learningReportPdf(publicationWith(report, wordsOf(text))));
		expectWords(read.words, '[?]', 'evil and', 'here');
		expect(read.source).toContain('<pdfuaid:part>1</pdfuaid:part>');
	});

	test('a draft says so on every page, a later edition what it changed, an earlier one that there is a newer', async () => {
		const draft = readPdf(await learningReportPdf(publicationWith(report, {}, { publishedAt: null })));
		for (const page of draft.pages) expect(page).toContain('Draft');
		const second = { edition: 2, correction: 'A date was wrong.', latestEdition: 2 };
		const corrected = readPdf(await learningReportPdf(publicationWith(report, {}, second)));
		expectWords(corrected.pages[0] ?? '', 'Edition 2, published on', 'What changed in this edition A date was wrong.');
		const before = readPdf(await learningReportPdf(publicationWith(report, {}, { latestEdition: 2 })));
		expectWords(before.pages[0] ?? '', 'Edition 1, published on', 'Edition 2 has been published since');
	});
});

describe("a board's summary", () => {
	const sentence = 'Provision should be so specific that a parent can check next month whether it happened. ';
	const full = (words: string): Partial<Commentary> => {
		const filled = (most: number) => words.repeat(most).slice(0, most);
		return {
			learning: new Array<string>(commentaryLimits.learning).fill(filled(commentaryLimits.point)),
			recommendations: Array.from({ length: commentaryLimits.recommendations }, (_, at) =>
				recommendation(at, { text: filled(240), owner: filled(80), state: 'no_longer_needed' })
			),
			lastTime: wordsOf('Words').lastTime ?? []
		};
	};

	test('has the five sentences, what was learned and what is recommended, on one page', async () => {
		const publication = publicationWith(report, wordsOf('What the forum thinks.', 'Say how often.'));
		const read = readPdf(await boardSummaryPdf(boardSummaries(publication)));
		expect(read.pages).toHaveLength(1);
		expectAccessible(read, 'Summary for a board, September 2026 to February 2027, Lewisham', false);
		expectWords(read.words, ...report.headlines.flatMap(({ text, detail }) => [text, detail]), 'Say how often.');
		expectWords(read.words, 'Of 1 recommendation made before, 1 is under way. 1 is overdue.', 'How to read this');
		expect(read.words).not.toContain('shortened');
	});

	test.each([
		['sentences', sentence],
		['wide letters', 'WWWWWWW MMMMMMMM '],
		['one word without an end', 'W']
	])('with the longest words allowed (%s) is still one page, and says that it is shortened', async (_, words) => {
		const facts = { edition: 2, latestEdition: 3, correction: words.repeat(600).slice(0, 600), publishedAt: null };
		const read = readPdf(await boardSummaryPdf(boardSummaries(publicationWith(report, full(words), facts))));
		expect(read.pages).toHaveLength(1);
		expectWords(read.words, ...report.headlines.map(({ text }) => text));
		expectWords(read.words, 'Words that end in … are shortened.', 'The learning report has everything in full.');
		expect(read.source).toContain('<pdfuaid:part>1</pdfuaid:part>');
	});

	test('of too few audits can be drawn', async () => {
		const read = readPdf(await boardSummaryPdf(boardSummaries(publicationWith(learningReportOf([])))));
		expect(read.pages).toHaveLength(1);
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
