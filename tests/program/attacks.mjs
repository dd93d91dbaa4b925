// attacks.mjs - what somebody would try who wants an upgrade authority, a
// buffer, the lamports or a vote that is not his.
export const ATTACKS = {
};
