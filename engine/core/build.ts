/** Version of the engine: a log's header names it, and a follower of another one is refused. */
export const BUILD = '0.1.0'
