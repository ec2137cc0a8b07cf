import { describe, expect, test } from 'vitest';
import { isOverdue, stateWords } from '#lib/domain/recommendation.ts';
import {
	Commentary,
	CommentaryPiece,
	commentaryLimits,
	Correction,
	noCommentary,
	partsOf,
	reportParts,
	reportPartTitles,
	withPiece
} from '#lib/domain/report-commentary.ts';
import { followUpSummary, publicationOf, type EditionFacts } from '#lib/domain/report-publication.ts';
import { learningReportOf } from '#tests/support/report-models.ts';

const recommendation = {
	recommendationId: '01890000-0000-7000-8000-000000000001',
	text: 'Say how often',
	owner: 'The SEN service',
	due: '2027-01-31',
	state: 'not_started' as const,
	done: ''
};

describe('the words of a report', () => {
	test('have a place for every part, and a title for each', () => {
		expect(Object.keys(reportPartTitles)).toEqual([...reportParts]);
		expect(partsOf({ enough: true })).toEqual(reportParts);
		expect(partsOf({ enough: false })).toEqual(['sentences', 'audited', 'method']);
		expect(Commentary.parse(JSON.parse(JSON.stringify(noCommentary)))).toEqual(noCommentary);
	});

	test.each([
		[{ piece: 'foreword', text: 'x'.repeat(commentaryLimits.foreword + 1) }, 'text'],
		[{ piece: 'grades', text: 'x'.repeat(commentaryLimits.part + 1) }, 'text'],
		[{ piece: 'learning', points: ['one', ' '] }, 'points.1'],
		[{ piece: 'learning', points: new Array(commentaryLimits.learning + 1).fill('one') }, 'points'],
		[{ piece: 'recommendations', recommendations: [{ ...recommendation, owner: '' }] }, 'recommendations.0.owner'],
		[{ piece: 'recommendations', recommendations: [{ ...recommendation, due: '31/1/27' }] }, 'recommendations.0.due'],
		[{ piece: 'recommendations', recommendations: new Array(11).fill(recommendation) }, 'recommendations'],
		[{ piece: 'correction', text: 'wrong' }, 'text'],
		[{ piece: 'no-such-part', text: 'words' }, 'piece']
	])('%j is refused at %s', (piece, path) => {
		const issues = CommentaryPiece.safeParse(piece).error?.issues ?? [];
		expect(issues.map((issue) => issue.path.join('.'))).toContain(path);
	});

	test('a piece is saved once for each time it was seen', () => {
		const first = withPiece(noCommentary, { piece: 'grades', text: 'Ours' }, 0);
		expect(first).toMatchObject({ parts: { grades: 'Ours' }, saved: { grades: 1 } });
		expect(withPiece(first ?? noCommentary, { piece: 'grades', text: 'Theirs' }, 0)).toBeNull();
		// Another piece is nobody's business.
		const second = withPiece(first ?? noCommentary, { piece: 'learning', points: ['One'] }, 0);
		expect(second).toMatchObject({ parts: { grades: 'Ours' }, learning: ['One'], saved: { grades: 1, learning: 1 } });
		expect(withPiece(second ?? noCommentary, { piece: 'grades', text: '' }, 1)).toMatchObject({
			parts: { grades: '' }
		});
	});

	test('a correction must say something', () => {
		expect(Correction.safeParse('  too few  ').success).toBe(false);
		expect(Correction.parse(' The date of the meeting was wrong. ')).toBe('The date of the meeting was wrong.');
	});
});

describe('what a reader is given', () => {
	const report = learningReportOf([]);
	const facts: EditionFacts = { edition: 1, correction: null, publishedAt: null, latestEdition: 0 };
	const on = '2027-03-16T09:00:00.000Z';
	test.each([
		[facts, 'Draft, not published yet', null],
		[{ ...facts, edition: 2, latestEdition: 1 }, 'Draft of edition 2, not published yet', null],
		[{ ...facts, publishedAt: on, latestEdition: 1 }, 'Published on 16 March 2027', null],
		[{ ...facts, publishedAt: on, latestEdition: 3 }, 'Edition 1, published on 16 March 2027', 'Edition 3'],
		[{ ...facts, edition: 3, publishedAt: on, latestEdition: 3 }, 'Edition 3, published on 16 March 2027', null]
	] as const)('%j', (edition, words, superseded) => {
		const given = publicationOf(report, noCommentary, edition).edition;
		expect(given.words).toBe(words);
		if (superseded === null) expect(given.superseded).toBeNull();
		else expect(given.superseded).toContain(superseded);
	});

	test('parts that the report does not have are left out, empty ones too', () => {
		const parts = { sentences: 'One\n\nTwo', grades: 'No such part here', method: '' };
		const { said } = publicationOf(report, { ...noCommentary, parts }, facts);
		expect(said.parts).toEqual({ sentences: ['One', 'Two'] });
		expect(said.lastTime).toBeNull();
	});

	test('what became of what was said before, in one sentence', () => {
		const is = (state: 'done' | 'under_way' | 'not_started', overdue = false) => ({ state, overdue });
		expect(followUpSummary([is('done')])).toBe('Of 1 recommendation made before, 1 is done.');
		expect(followUpSummary([is('done'), is('under_way', true), is('done'), is('not_started')])).toBe(
			'Of 4 recommendations made before, 2 are done, 1 is under way and 1 is not started. 1 is overdue.'
		);
	});

	test('overdue is what is open after its day', () => {
		expect(isOverdue(recommendation, '2027-01-31')).toBe(false);
		expect(isOverdue(recommendation, '2027-02-01')).toBe(true);
		expect(isOverdue({ ...recommendation, state: 'done' }, '2027-02-01')).toBe(false);
		expect(stateWords({ ...recommendation, overdue: true })).toBe('Not started, was due by 31 January 2027');
		expect(stateWords({ ...recommendation, overdue: false })).toBe('Not started, due by 31 January 2027');
		expect(stateWords({ ...recommendation, state: 'done', overdue: false })).toBe('Done');
	});
});
