import { redirect } from '@sveltejs/kit';
import * as z from 'zod';
import { isOpen } from '#lib/domain/board-items.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as termBoards from '#lib/server/term-boards.ts';
import * as terms from '#lib/server/terms.ts';
import type { Actions, PageServerLoad } from './$types';

/** What is still open in a term, and what closing it does to that. */
export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const { term, board, precision, people } = await termBoards.get(store, event.params.termId ?? '', now);
	const open = board.items.filter(isOpen);
	const { waiting, askedBack, handedBack, unfilled } = board.decisions;
	return {
		term: { termId: term.termId, label: termLabel(term), status: statusOf(term) },
		counts: board.counts,
		precision,
		begun: open.filter(({ state }) => state === 'opened').length,
		untouched: open.filter(({ state }) => state === 'given').length,
		waiting: waiting.reduce((sum, { count }) => sum + count, 0),
		askedBack: askedBack.length,
		unfilled: handedBack.length + unfilled.length,
		open: [...Map.groupBy(open, ({ auditorId }) => auditorId)]
			.map(([auditorId, own]) => ({
				auditorId,
				name: people.get(auditorId)?.name ?? '',
				plans: own.map(({ planRef }) => planRef)
			}))
			.sort((a, b) => a.name.localeCompare(b.name))
	};
});

export const actions: Actions = {
	default: action({
		form: z.strictObject({ sure: z.literal('yes', 'Tick the box to say that you are sure') }),
		act: async ({ store, person, event, now }) => {
			const termId = event.params.termId ?? '';
			await terms.close(store, termId, { actorId: person.personId, now });
			redirect(303, `/terms/${termId}/progress`);
		}
	})
};
