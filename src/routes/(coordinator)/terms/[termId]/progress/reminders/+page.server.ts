import * as z from 'zod';
import { Id } from '#lib/domain/ids.ts';
import type { SignedIn } from '#lib/domain/person.ts';
import { Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as reminders from '#lib/server/reminders.ts';
import * as termBoards from '#lib/server/term-boards.ts';
import type { Actions, PageServerLoad } from './$types';

/** In whose name the reminders are written. */
function senderOf(person: SignedIn, { url }: { url: URL }): reminders.Sender {
	return { from: `${person.name}, ${person.partnershipName}`, address: url.origin };
}

/** One message an auditor: to those who are stuck, to everybody with a plan to do, or to one. */
export const load: PageServerLoad = page(async ({ store, person, event, now }) => {
	const named = await termBoards.get(store, event.params.termId ?? '', now);
	const all = reminders.messagesOf(named, senderOf(person, event), now);
	const wanted = event.url.searchParams.get('auditor');
	const everyone = event.url.searchParams.get('who') === 'all';
	const stuck = new Set(named.board.stuck.map(({ auditorId }) => auditorId));
	const { term } = named;
	return {
		term: { termId: term.termId, label: termLabel(term), status: statusOf(term) },
		who: wanted !== null ? ('one' as const) : everyone ? ('all' as const) : ('stuck' as const),
		withPlans: all.length,
		/** Whether mail can be sent from here. */
		mail: event.locals.mailer !== null,
		messages: all.filter(({ auditorId }) => (wanted !== null ? auditorId === wanted : everyone || stuck.has(auditorId)))
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
	}),
	mail: action({
		form: z.strictObject({ auditorId: Id }),
		act: async ({ store, person, body, event, now }) => {
			const { mailer, failed } = event.locals;
			if (!mailer) throw new Refusal('mail.failed');
			await reminders.mail(
				store,
				event.params.termId ?? '',
				body.auditorId,
				{ mailer, failed, ...senderOf(person, event) },
				{ actorId: person.personId, now }
			);
			return { mailed: body.auditorId };
		}
	})
};
