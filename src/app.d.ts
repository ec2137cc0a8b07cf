import type { SignedIn } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import type { ProblemCode } from '#lib/domain/problem.ts';
import type { Store } from '#lib/server/db/store.ts';
import type { Mailer } from '#lib/server/mail.ts';
import type { SessionInHand } from '#lib/server/sessions.ts';
import type { Desk } from '#lib/server/sign-in-desk.ts';

declare global {
	namespace App {
		interface Locals {
			/** Who is asking; null when nobody is signed in. Set by the request hook from the session alone. */
			person: SignedIn | null;
			/** The asker's own partnership; null when nobody is signed in. */
			store: Store | null;
			/** The session that speaks for them; null when nobody is signed in. */
			session: SessionInHand | null;
			/** The tablet that signed the request itself; null where a session alone speaks. */
			deviceId: string | null;
			/** Where people sign in; for the pages of signing in alone. */
			desk: Desk;
			/** Sends mail; null where no mail server is set. */
			mailer: Mailer | null;
			/** The moment that the request came in: the one clock of everything it does. */
			now: Instant;
			/** Tells the log of something that went wrong on our side while the request goes on. */
			failed: (thrown: unknown) => void;
		}
		interface Error {
			message: string;
			code?: ProblemCode;
			detail?: string[];
		}
	}
}

export {};
