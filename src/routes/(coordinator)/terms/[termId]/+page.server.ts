import { statusOf as assignmentStatusOf } from '#lib/domain/assignment.ts';
import { agencies, agencyLabels } from '#lib/domain/person.ts';
import { londonDate } from '#lib/domain/plain-date.ts';
import { statusOf, termLabel } from '#lib/domain/term.ts';
import * as assignments from '#lib/server/assignments.ts';
import { action, page } from '#lib/server/endpoint.ts';
import * as people from '#lib/server/people.ts';
import * as terms from '#lib/server/terms.ts';
import * as z from 'zod';
import type { Actions, PageServerLoad, PageServerLoadEvent } from './$types';

export const load: PageServerLoad = page(async ({ store, event, now }) => {
	const { params } = event as PageServerLoadEvent;
	const term = await terms.byId(store, params.termId);
	const [given, everyone, sample] = await Promise.all([
		assignments.list(store, term.termId),
		people.list(store),
		terms.sample(store, term.termId)
	]);
	const live = given.filter((one) => ['assigned', 'submitted'].includes(assignmentStatusOf(one)));
	const today = londonDate(now);
	const persons = new Map(everyone.map((one) => [one.personId, one]));
	const byAuditor = [...new Set(live.map((one) => one.auditorId))].map((auditorId) => {
		const own = live.filter((one) => one.auditorId === auditorId);
		const auditor = persons.get(auditorId);
		return {
			auditorId,
			name: auditor?.name ?? '',
			agency: auditor?.agency ? agencyLabels[auditor.agency] : '',
			assigned: own.length,
			sent: own.filter((one) => one.submittedAt).length,
			overdue: own.filter((one) => !one.submittedAt && one.dueOn < today).length
		};
	});
	return {
		term: { ...term, label: termLabel(term), status: statusOf(term) },
		drawn: sample?.plans.length ?? 0,
		counts: {
			assigned: live.length,
			sent: live.filter((one) => one.submittedAt).length,
			handedBack: given.filter((one) => assignmentStatusOf(one) === 'declined').length,
			overdue: live.filter((one) => !one.submittedAt && one.dueOn < today).length
		},
		byAuditor: byAuditor.sort(
			(a, b) => b.overdue - a.overdue || a.sent / a.assigned - b.sent / b.assigned || a.name.localeCompare(b.name)
		),
		byAgency: agencies
			.map((agency) => {
				const own = live.filter((one) => persons.get(one.auditorId)?.agency === agency);
				return {
					agency: agencyLabels[agency],
					assigned: own.length,
					sent: own.filter((one) => one.submittedAt).length
				};
			})
			.filter((row) => row.assigned > 0)
	};
});

export const actions: Actions = {
	close: action({
		form: z.strictObject({ sure: z.literal('yes', 'Tick the box to say that you are sure') }),
		act: async ({ store, person, event, now }) => {
			await terms.close(store, event.params.termId ?? '', { actorId: person.personId, now });
			return { closed: true };
		}
	})
};
