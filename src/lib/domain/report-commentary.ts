/**
 * A learning report's own words, written by the chair beside the computed figures: a foreword, a comment on each part, what was
 * learned, what is recommended. Plain text throughout. Frozen with the figures when the report is published.
 */
import * as z from 'zod';
import type { LearningReport } from './learning-report.ts';
import { PlainLine, PlainText } from './plain-text.ts';
import { FollowUp, NamedRecommendation } from './recommendation.ts';

/** The parts of a report that a comment can stand beside, in the report's order; their ids are in stored words and never change. */
export const reportParts = [
	'sentences',
	'audited',
	'grades',
	'health-and-care',
	'outcomes',
	'up-to-date',
	'themes',
	'change',
	'agreement',
	'method'
] as const;
export type ReportPart = (typeof reportParts)[number];

export const reportPartTitles: Readonly<Record<ReportPart, string>> = {
	sentences: 'What we can say',
	audited: 'What was audited',
	grades: 'How good the plans are',
	'health-and-care': 'Health and social care',
	outcomes: 'Outcomes and preparing for adulthood',
	'up-to-date': 'Are plans up to date?',
	themes: 'What is met most, and least',
	change: 'What has changed',
	agreement: 'How far auditors agree',
	method: 'How these figures were made'
};

/** The most characters, points and recommendations that a report takes. */
export const commentaryLimits = { foreword: 1500, part: 1200, learning: 7, point: 240, recommendations: 10 } as const;

const Foreword = PlainText(commentaryLimits.foreword);
const Comment = PlainText(commentaryLimits.part);
const Learning = z
	.array(PlainLine(commentaryLimits.point, 'Write what was learned, or take the point out'))
	.max(commentaryLimits.learning, `Keep it to ${commentaryLimits.learning} points`);
const Recommendations = z
	.array(NamedRecommendation)
	.max(commentaryLimits.recommendations, `Keep it to ${commentaryLimits.recommendations} recommendations`);

/** What a later edition says has changed: it must say something. */
export const Correction = PlainText(600).min(
	10,
	'Say what changed, so that readers of the edition before can follow it'
);

export const Commentary = z.strictObject({
	form: z.literal(1),
	foreword: Foreword,
	parts: z.partialRecord(z.enum(reportParts), Comment),
	learning: Learning,
	recommendations: Recommendations,
	/** Recommendations made before and what became of them, as they stood on publishing. */
	lastTime: z.array(FollowUp),
	/** How often each piece was saved, so that two people do not overwrite each other. */
	saved: z.record(z.string(), z.int())
});
export type Commentary = z.infer<typeof Commentary>;

export const noCommentary: Commentary = {
	form: 1,
	foreword: '',
	parts: {},
	learning: [],
	recommendations: [],
	lastTime: [],
	saved: {}
};

/** One piece of the words, which is saved by itself. */
export const CommentaryPiece = z.discriminatedUnion('piece', [
	z.strictObject({ piece: z.literal('foreword'), text: Foreword }),
	z.strictObject({ piece: z.enum(reportParts), text: Comment }),
	z.strictObject({ piece: z.literal('learning'), points: Learning }),
	z.strictObject({ piece: z.literal('recommendations'), recommendations: Recommendations }),
	z.strictObject({ piece: z.literal('correction'), text: Correction })
]);
export type CommentaryPiece = z.infer<typeof CommentaryPiece>;

/** Gives the parts that a report has. */
export function partsOf({ enough }: Pick<LearningReport, 'enough'>): readonly ReportPart[] {
	return enough ? reportParts : ['sentences', 'audited', 'method'];
}

/** Gives how often a piece was saved. */
export function savedTimes(commentary: Commentary, piece: CommentaryPiece['piece']): number {
	return commentary.saved[piece] ?? 0;
}

/**
 * Gives the words with one piece in place of what was there; null where it was saved by somebody else since the writer saw it
 * (`seen` times). The correction is kept beside the words, so that only its count changes here.
 */
export function withPiece(commentary: Commentary, piece: CommentaryPiece, seen: number): Commentary | null {
	if (savedTimes(commentary, piece.piece) !== seen) return null;
	const saved = { ...commentary.saved, [piece.piece]: seen + 1 };
	switch (piece.piece) {
		case 'foreword':
			return { ...commentary, saved, foreword: piece.text };
		case 'learning':
			return { ...commentary, saved, learning: piece.points };
		case 'recommendations':
			return { ...commentary, saved, recommendations: piece.recommendations };
		case 'correction':
			return { ...commentary, saved };
		default:
			return { ...commentary, saved, parts: { ...commentary.parts, [piece.piece]: piece.text } };
	}
}
