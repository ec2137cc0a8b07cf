/** Accounts for the few people whom the tour, tests and screenshots sign in as, made through an invitation like anybody's. */
import { randomBytes } from 'node:crypto';
import type { Instant } from '#lib/domain/plain-date.ts';
import { roleLabels, type Role } from '#lib/domain/person.ts';
import type { Database } from '#lib/server/db/connection.ts';
import { openStore } from '#lib/server/db/store.ts';
import * as people from '#lib/server/people.ts';
import { openDesk } from '#lib/server/sign-in-desk.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import * as signIn from '#lib/server/sign-in.ts';
import { keyPeople } from './people.ts';

/** One password for all of them: the demonstration holds nothing that needs to be kept from anybody. */
export const DEMO_PASSWORD = 'made-up people only';

export interface DemoSignIn {
	readonly name: string;
	readonly email: string;
	readonly roles: readonly Role[];
}

/** Makes the accounts that are missing and gives all of them. */
export async function demoSignIns(db: Database, partnershipId: string, now: Instant): Promise<DemoSignIn[]> {
	const store = openStore(db, partnershipId);
	const signedUp = await people.signedUp(store);
	// Sessions end here again at once, so nobody needs the secret that signs them.
	const desk = openDesk(db, { secret: randomBytes(32).toString('base64url'), https: false });
	const found: DemoSignIn[] = [];
	for (const email of Object.values(keyPeople)) {
		const person = await people.byEmail(store, email);
		if (!person || person.disabledAt) continue;
		found.push({ name: person.name, email, roles: person.roles });
		if (signedUp.has(person.personId)) continue;
		const { link } = await invitations.invite(store, person.personId, { actorId: null, origin: '', now });
		const token = link.slice(link.lastIndexOf('/') + 1);
		const cookie = await invitations.accept(
			desk,
			{ token, password: DEMO_PASSWORD, address: '', userAgent: null },
			now
		);
		await signIn.leave(desk, cookie.value);
	}
	return found;
}

/** Gives the sign-ins as they are printed at the start. */
export function signInLines(signIns: readonly DemoSignIn[]): string[] {
	const width = Math.max(0, ...signIns.map(({ email }) => email.length));
	return [
		`Demonstration sign-ins, all with the password: ${DEMO_PASSWORD}`,
		...signIns.map(({ name, email, roles }) => {
			const words = roles.map((role) => roleLabels[role].toLowerCase()).join(', ');
			return `  ${email.padEnd(width)}  ${name}, ${words}`;
		})
	];
}
