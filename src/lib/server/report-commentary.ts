/** The words that the chair writes beside a report's figures, piece by piece, until it is published. */
import { Commentary, noCommentary, withPiece, type CommentaryPiece } from '#lib/domain/report-commentary.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { record, type By } from './activity.ts';
import { inTransaction, type Store } from './db/store.ts';
import { newId } from './ids.ts';

/** Gives the words that are kept with a report; nothing was written where there are none. */
export function readWords(words: string | null): Commentary {
	return words === null ? noCommentary : Commentary.parse(JSON.parse(words));
}

/**
 * Keeps one piece of the words of a report that is not published yet. `seen`: how often it had been saved, as far as the writer saw.
 * Refuses `thing.not_found`, `report.published`, `commentary.changed` where somebody else saved the piece since, and `report.first_edition`
 * for a correction of what was never published.
 */
export async function write(
	store: Store,
	reportId: string,
	{ piece, seen }: { readonly piece: CommentaryPiece; readonly seen: number },
	by: By
): Promise<Commentary> {
	return inTransaction(store, async (tx) => {
		const row = await tx
			.selectFrom('learningReport')
			.select(['words', 'publishedAt', 'edition'])
			.where('reportId', '=', reportId)
			.executeTakeFirst();
		if (!row) throw new Refusal('thing.not_found');
		if (row.publishedAt !== null) throw new Refusal('report.published');
		if (piece.piece === 'correction' && row.edition === 1) throw new Refusal('report.first_edition');
		const before = readWords(row.words);
		const commentary = withPiece(before, named(piece, before), seen);
		if (!commentary) throw new Refusal('commentary.changed');
		await tx
			.updateTable('learningReport')
			.set({
				words: JSON.stringify(commentary),
				...(piece.piece === 'correction' ? { correction: piece.text } : {})
			})
			.where('reportId', '=', reportId)
			.execute();
		await record(tx, { ...by, action: 'learning_report.written', subject: reportId, details: { part: piece.piece } });
		return commentary;
	});
}

/** A recommendation keeps the id that it has in these words, and what was done so far; any other one is new. */
function named(piece: CommentaryPiece, { recommendations }: Commentary): CommentaryPiece {
	if (piece.piece !== 'recommendations') return piece;
	const known = new Map(recommendations.map((one) => [one.recommendationId, one]));
	return {
		...piece,
		recommendations: piece.recommendations.map((one) => {
			const before = known.get(one.recommendationId);
			known.delete(one.recommendationId);
			return before ? { ...one, done: before.done } : { ...one, recommendationId: newId() };
		})
	};
}
