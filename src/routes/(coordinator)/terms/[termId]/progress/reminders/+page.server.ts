import * as z from 'zod';
import { Id } from '#lib/domain/ids.ts';
import { Instant, londonDate } from '#lib/domain/plain-date.ts';
import { reminderOf } from '#lib/domain/reminder.ts';
import { isOpen } from '#lib/domain/term-board.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as reminders from '#lib/server/reminders.ts';
import * as termBoards from '#lib/server/term-boards.ts';
import type { Actions, PageServerLoad } from './$types';

/** One message an auditor: to those who are stuck, to everybody with a plan to do, or to one. */
export const load: PageServerLoad = page(async ({ store, person, event, now }) => {
	const { term, board, people } = await termBoards.get(store, event.params.termId ?? '', now);
	const wanted = event.url.searchParams.get('auditor');
	const everyone = event.url.searchParams.get('who') === 'all';
	const stuck = new Map(board.stuck.map((one) => [one.auditorId, one]));
	const open = Map.groupBy(
		board.items.filter((item) => isOpen(item)),
		({ auditorId }) => auditorId
	);
	const today = londonDate(now);
	const messages = [...open].flatMap(([auditorId, items]) => {
		const auditor = people.get(auditorId);
		if (!auditor || auditor.disabledAt !== null) return [];
		if (wanted !== null ? auditorId !== wanted : !everyone && !stuck.has(auditorId)) return [];
		const chased = items.map(({ chasedAt }) => chasedAt).filter((time) => time !== null);
		return [
			{
				auditorId,
				name: auditor.name,
				email: auditor.email,
				overdue: items.filter(({ overdue }) => overdue).length,
				notOpened: items.filter(({ notOpened }) => notOpened).length,
				chasedAt: chased.sort().at(-1) ?? null,
				assignmentIds: items.map(({ assignmentId }) => assignmentId),
				...reminderOf({
					name: auditor.name,
					from: `${person.name}, ${person.partnershipName}`,
					term,
					plans: items,
					address: event.url.origin,
					today
				})
			}
		];
	});
	return {
		term: { termId: term.termId, label: termLabel(term), status: statusOf(term) },
		who: wanted !== null ? ('one' as const) : everyone ? ('all' as const) : ('stuck' as const),
		withPlans: open.size,
		messages: messages.sort((a, b) => b.overdue - a.overdue || a.name.localeCompare(b.name))
	};
});

export const actions: Actions = {
	note: action({
		form: z.strictObject({ auditorId: Id, assignmentIds: z.array(Id).min(1).max(200) }),
		act: async ({ store, person, body, event, now }) => {
			const { auditorId, assignmentIds } = body;
			await reminders.note(
				store,
				event.params.termId ?? '',
				auditorId,
				{ assignmentIds, way: 'copied' },
				{ actorId: person.personId, now }
			);
			return { noted: { auditorId, at: now } };
		}
	}),
	forget: action({
		form: z.strictObject({ auditorId: Id, at: Instant }),
		act: async ({ store, person, body, event, now }) => {
			await reminders.forget(store, event.params.termId ?? '', body.auditorId, body.at, {
				actorId: person.personId,
				now
			});
			return { forgotten: body.auditorId };
		}
	})
};
