/**
 * better-auth's tables and the one beside them: somebody who signs in, before it is known for which partnership. Reached only by
 * sign-in.ts through its own adapter; times are ISO text and flags 0/1 here too.
 */

interface UserTable {
	id: string;
	name: string;
	/** Lower case; unique. */
	email: string;
	emailVerified: number;
	image: string | null;
	createdAt: string;
	updatedAt: string;
}

interface AccountTable {
	id: string;
	accountId: string;
	providerId: string;
	userId: string;
	accessToken: string | null;
	refreshToken: string | null;
	idToken: string | null;
	accessTokenExpiresAt: string | null;
	refreshTokenExpiresAt: string | null;
	scope: string | null;
	/** scrypt, as better-auth writes it. */
	password: string | null;
	createdAt: string;
	updatedAt: string;
}

interface SessionTable {
	id: string;
	/** SHA-256 of the token in the cookie; unique. */
	token: string;
	userId: string;
	/** The person that this session acts as: one user may work with two partnerships. Refers to person.personId, without a foreign key. */
	personId: string | null;
	expiresAt: string;
	lastSeenAt: string | null;
	createdAt: string;
	updatedAt: string;
	ipAddress: string | null;
	userAgent: string | null;
}

interface VerificationTable {
	id: string;
	identifier: string;
	value: string;
	expiresAt: string;
	createdAt: string;
	updatedAt: string;
}

/** Failed tries to sign in, counted per account and per address; `tryKey` is a hash of either. Indexed by (tryKey, at). */
interface SignInTryTable {
	tryId: string;
	tryKey: string;
	at: string;
}

export interface SignInTables {
	user: UserTable;
	account: AccountTable;
	session: SessionTable;
	verification: VerificationTable;
	signInTry: SignInTryTable;
}
