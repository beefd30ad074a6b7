// How the names begin under which a writer's browser keeps words until the server has them (editor/copies.js).
export const PREFIX = "draft:";
