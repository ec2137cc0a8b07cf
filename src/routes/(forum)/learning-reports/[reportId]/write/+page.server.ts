import { fail, redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { CommentaryPiece, partsOf } from '#lib/domain/report-commentary.ts';
import { action, page, violationsIn } from '#lib/server/endpoint.ts';
import { newId } from '#lib/server/ids.ts';
import * as commentary from '#lib/server/report-commentary.ts';
import * as reports from '#lib/server/reports.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const { line, model, commentary, facts } = await reports.whole(store, event.params.reportId ?? '', now);
	if (line.publishedAt) redirect(303, `/learning-reports/${line.reportId}`);
	return { line, report: model, parts: partsOf(model), commentary, correction: facts.correction ?? '' };
});

const Typed = z.array(z.string().max(20_000)).max(50).optional();
/** What a form of the page sends: one piece, as text, as points or as the columns of the recommendations. */
const PieceForm = z.strictObject({
	piece: z.string().max(40),
	seen: z.coerce.number().int().min(0),
	text: z.string().max(20_000).optional(),
	points: Typed,
	ids: Typed,
	texts: Typed,
	owners: Typed,
	dues: Typed,
	states: Typed
});

/** Gives the piece that a form sent, without its empty rows, and where each kept row stood in the form. */
function pieceOf(form: z.infer<typeof PieceForm>): { sent: unknown; places: number[] } {
	const { piece } = form;
	if (piece === 'learning') {
		const points = (form.points ?? []).map((text, place) => ({ text, place })).filter(({ text }) => text.trim() !== '');
		return { sent: { piece, points: points.map(({ text }) => text) }, places: points.map(({ place }) => place) };
	}
	if (piece !== 'recommendations') return { sent: { piece, text: form.text }, places: [] };
	const rows = (form.texts ?? []).map((text, place) => ({
		place,
		recommendation: {
			recommendationId: z.uuid().safeParse(form.ids?.[place]).data ?? newId(),
			text,
			owner: form.owners?.[place] ?? '',
			due: form.dues?.[place] ?? '',
			state: form.states?.[place] ?? 'not_started',
			done: ''
		}
	}));
	const kept = rows.filter(({ recommendation: { text, owner, due } }) => `${text}${owner}${due}`.trim() !== '');
	const recommendations = kept.map(({ recommendation }) => recommendation);
	return { sent: { piece, recommendations }, places: kept.map(({ place }) => place) };
}

export const actions: Actions = {
	save: action({
		form: PieceForm,
		act: async ({ store, person, event, body, now }) => {
			const { sent, places } = pieceOf(body);
			const parsed = CommentaryPiece.safeParse(sent);
			if (!parsed.success) {
				// The element's id: the piece, and within a list the row of the form and its field.
				const violations = violationsIn(parsed.error).map((violation) => {
					const [of, row, field] = violation.field.split('.');
					const place = row === undefined ? of : `${places[Number(row)]}${field ? `-${field}` : ''}`;
					return { ...violation, field: `${body.piece}-${place}` };
				});
				return fail(422, { violations, values: body, saved: null });
			}
			const by = { actorId: person.personId, now };
			await commentary.write(store, event.params.reportId ?? '', { piece: parsed.data, seen: body.seen }, by);
			return { violations: [], values: null, saved: body.piece };
		}
	})
};
