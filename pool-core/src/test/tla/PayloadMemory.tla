------------------------------ MODULE PayloadMemory ------------------------------
(********************************************************************************)
(* The payload memory of one queue.  The slots are as SemaphoreQueue has them,  *)
(* but a change of a slot's word is one step here, without marks and sleepers.  *)
(*                                                                              *)
(*   writers    claim a slot, then chunks; write; publish                       *)
(*   readers    take a message, read it from its chunks, free its slot          *)
(*   the returner   the coordinator, which returns the memory of free chunks    *)
(*                                                                              *)
(* Writers and readers may be killed after any step.  Repair is one step: the   *)
(* half-written message of a dead writer is dropped, and that of a dead reader  *)
(* is handed out again.                                                         *)
(*                                                                              *)
(* A chunk's word names a use of a slot: its number and generation.  The chunk  *)
(* is free when that use is over.                                               *)
(********************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Writers, Readers,   \* sets of processes
    Slots, Chunks,      \* sets of numbers
    Wanted,             \* how many chunks a message needs
    Kills,              \* how many processes may be killed
    MaxGeneration,      \* a slot's last use
    Returns,            \* whether memory is returned to the system
    Broken              \* the rules that this run breaks

Keeps(rule) == rule \notin Broken

(* Each is asked where it matters. *)
Rules == {
    "LookAtUse",        \* only a chunk whose use is over is claimed
    "NameGeneration",   \* a word names the use of a slot, not only the slot
    "CompareAndSet",    \* a chunk's word is claimed only if it has not changed
    "ReadyIsProvided",  \* a word says ready only once the file has the memory
    "ClaimToReturn" }   \* memory is returned only of chunks that were claimed

VARIABLES
    state, owner, generation, message,  \* of each slot
    word, memory, content,              \* of each chunk
    pc, slot, chunks, seen,             \* of each process
    killed, faults, torn

vars == <<state, owner, generation, message, word, memory, content,
          pc, slot, chunks, seen, killed, faults, torn>>

Returner == "returner"
Processes == Writers \union Readers \union {Returner}
None == [state |-> "none"]
Bare == [state |-> "bare", slot |-> CHOOSE s \in Slots: TRUE, generation |-> 0]

Init ==
    /\ state = [s \in Slots |-> "free"]
    /\ owner = [s \in Slots |-> Returner]
    /\ generation = [s \in Slots |-> 0]
    /\ message = [s \in Slots |-> {}]
    /\ word = [c \in Chunks |-> Bare]
    /\ memory = [c \in Chunks |-> FALSE]
    /\ content = [c \in Chunks |-> <<>>]
    /\ pc = [p \in Processes |-> "idle"]
    /\ slot = [p \in Processes |-> 0]
    /\ chunks = [p \in Processes |-> {}]
    /\ seen = [p \in Processes |-> None]
    /\ killed = {}
    /\ faults = 0
    /\ torn = 0

Named(s) == IF Keeps("NameGeneration") THEN generation[s] ELSE 0

Use(p, s) == [slot |-> slot[p], generation |-> Named(slot[p]), state |-> s]

IsOver(w) ==
    \/ w.state = "bare"
    \/ IF Keeps("NameGeneration")
       THEN generation[w.slot] # w.generation
       ELSE state[w.slot] = "free"

MayClaim(w) == Keeps("LookAtUse") => IsOver(w)

-----------------------------------------------------------------------------------
(* Slots *)

ClaimFree(p) ==
    /\ p \in Writers \union {Returner}
    /\ p = Returner => Returns
    /\ pc[p] = "idle"
    /\ \E s \in Slots:
        /\ state[s] = "free"
        /\ generation[s] < MaxGeneration
        /\ state' = [state EXCEPT ![s] = "writing"]
        /\ owner' = [owner EXCEPT ![s] = p]
        /\ slot' = [slot EXCEPT ![p] = s]
    /\ pc' = [pc EXCEPT ![p] = IF p = Returner THEN "lookToReturn" ELSE "look"]
    /\ chunks' = [chunks EXCEPT ![p] = {}]
    /\ UNCHANGED <<generation, message, word, memory, content, seen, killed, faults, torn>>

Freed(s) ==
    /\ state' = [state EXCEPT ![s] = "free"]
    /\ generation' = [generation EXCEPT ![s] = @ + 1]

Abandon(p) ==
    /\ pc[p] \in {"look", "abandon"}
    /\ Freed(slot[p])
    /\ pc' = [pc EXCEPT ![p] = "idle"]
    /\ UNCHANGED <<owner, message, word, memory, content, slot, chunks, seen, killed, faults, torn>>

Publish(p) ==
    /\ pc[p] = "publish"
    /\ state' = [state EXCEPT ![slot[p]] = "full"]
    /\ message' = [message EXCEPT ![slot[p]] = chunks[p]]
    /\ pc' = [pc EXCEPT ![p] = "idle"]
    /\ UNCHANGED <<owner, generation, word, memory, content, slot, chunks, seen, killed, faults, torn>>

ClaimFull(p) ==
    /\ p \in Readers
    /\ pc[p] = "idle"
    /\ \E s \in Slots:
        /\ state[s] = "full"
        /\ state' = [state EXCEPT ![s] = "claimed"]
        /\ owner' = [owner EXCEPT ![s] = p]
        /\ slot' = [slot EXCEPT ![p] = s]
    /\ pc' = [pc EXCEPT ![p] = "read"]
    /\ UNCHANGED <<generation, message, word, memory, content, chunks, seen, killed, faults, torn>>

(* Accesses a chunk that has no memory: the process may get a SIGBUS. *)
Faults(accessed) == IF \E c \in accessed: ~memory[c] THEN 1 ELSE 0

Read(p) ==
    /\ pc[p] = "read"
    /\ LET s == slot[p] IN
        /\ torn' = IF \E c \in message[s]: content[c] # <<s, generation[s]>> THEN 1 ELSE torn
        /\ faults' = faults + Faults(message[s])
    /\ pc' = [pc EXCEPT ![p] = "free"]
    /\ UNCHANGED <<state, owner, generation, message, word, memory, content, slot, chunks, seen, killed>>

Free(p) ==
    /\ pc[p] = "free"
    /\ Freed(slot[p])
    /\ pc' = [pc EXCEPT ![p] = "idle"]
    /\ UNCHANGED <<owner, message, word, memory, content, slot, chunks, seen, killed, faults, torn>>

-----------------------------------------------------------------------------------
(* Chunks *)

Look(p) ==
    /\ pc[p] = "look"
    /\ \E c \in Chunks \ chunks[p]:
        /\ MayClaim(word[c])
        /\ seen' = [seen EXCEPT ![p] = [state |-> "seen", chunk |-> c, word |-> word[c]]]
    /\ pc' = [pc EXCEPT ![p] = "claim"]
    /\ UNCHANGED <<state, owner, generation, message, word, memory, content, slot, chunks, killed, faults, torn>>

ClaimChunk(p) ==
    /\ pc[p] = "claim"
    /\ LET c == seen[p].chunk
           before == seen[p].word
           isReady == before.state = "ready" \/ ~Keeps("ReadyIsProvided")
           mine == Use(p, IF isReady THEN "ready" ELSE "preparing")
           enough == Cardinality(chunks[p]) + 1 = Wanted
       IN
        IF word[c] = before \/ ~Keeps("CompareAndSet")
        THEN /\ word' = [word EXCEPT ![c] = mine]
             /\ chunks' = [chunks EXCEPT ![p] = @ \union {c}]
             /\ pc' = [pc EXCEPT ![p] = IF enough THEN "provide" ELSE "look"]
        ELSE /\ UNCHANGED <<word, chunks>>
             /\ pc' = [pc EXCEPT ![p] = "look"]
    /\ seen' = [seen EXCEPT ![p] = None]
    /\ UNCHANGED <<state, owner, generation, message, memory, content, slot, killed, faults, torn>>

(* Writes zeros to the file, for those that are not ready. *)
ProvideChunks(p) ==
    /\ pc[p] = "provide"
    /\ LET bare == {c \in chunks[p]: word[c].state = "preparing"} IN
        /\ memory' = [c \in Chunks |-> memory[c] \/ c \in bare]
        /\ content' = [c \in Chunks |-> IF c \in bare THEN <<>> ELSE content[c]]
    /\ pc' = [pc EXCEPT ![p] = "ready"]
    /\ UNCHANGED <<state, owner, generation, message, word, slot, chunks, seen, killed, faults, torn>>

Ready(p) ==
    /\ pc[p] = "ready"
    /\ word' = [c \in Chunks |->
                    IF c \in chunks[p] /\ word[c].state = "preparing" THEN Use(p, "ready") ELSE word[c]]
    /\ pc' = [pc EXCEPT ![p] = "write"]
    /\ UNCHANGED <<state, owner, generation, message, memory, content, slot, chunks, seen, killed, faults, torn>>

Write(p) ==
    /\ pc[p] = "write"
    /\ content' = [c \in Chunks |->
                        IF c \in chunks[p] THEN <<slot[p], generation[slot[p]]>> ELSE content[c]]
    /\ faults' = faults + Faults(chunks[p])
    /\ pc' = [pc EXCEPT ![p] = "publish"]
    /\ UNCHANGED <<state, owner, generation, message, word, memory, slot, chunks, seen, killed, torn>>

-----------------------------------------------------------------------------------
(* The return of memory to the system *)

LookToReturn ==
    /\ pc[Returner] = "lookToReturn"
    /\ \E c \in Chunks:
        /\ word[c].state = "ready"
        /\ IsOver(word[c])
        /\ seen' = [seen EXCEPT ![Returner] = [state |-> "seen", chunk |-> c, word |-> word[c]]]
    /\ pc' = [pc EXCEPT ![Returner] = "claimToReturn"]
    /\ UNCHANGED <<state, owner, generation, message, word, memory, content, slot, chunks, killed, faults, torn>>

ClaimToReturn ==
    /\ pc[Returner] = "claimToReturn"
    /\ LET c == seen[Returner].chunk IN
        IF word[c] = seen[Returner].word
        THEN /\ word' = IF Keeps("ClaimToReturn")
                        THEN [word EXCEPT ![c] = Use(Returner, "preparing")]
                        ELSE word
             /\ chunks' = [chunks EXCEPT ![Returner] = {c}]
             /\ pc' = [pc EXCEPT ![Returner] = "return"]
        ELSE /\ pc' = [pc EXCEPT ![Returner] = "abandon"]
             /\ UNCHANGED <<word, chunks>>
    /\ seen' = [seen EXCEPT ![Returner] = None]
    /\ UNCHANGED <<state, owner, generation, message, memory, content, slot, killed, faults, torn>>

Return ==
    /\ pc[Returner] = "return"
    /\ memory' = [c \in Chunks |-> memory[c] /\ c \notin chunks[Returner]]
    /\ pc' = [pc EXCEPT ![Returner] = "bare"]
    /\ UNCHANGED <<state, owner, generation, message, word, content, slot, chunks, seen, killed, faults, torn>>

BareAgain ==
    /\ pc[Returner] = "bare"
    /\ word' = [c \in Chunks |-> IF c \in chunks[Returner] THEN Bare ELSE word[c]]
    /\ pc' = [pc EXCEPT ![Returner] = "abandon"]
    /\ UNCHANGED <<state, owner, generation, message, memory, content, slot, chunks, seen, killed, faults, torn>>

ReturnNothing ==
    /\ pc[Returner] = "lookToReturn"
    /\ pc' = [pc EXCEPT ![Returner] = "abandon"]
    /\ UNCHANGED <<state, owner, generation, message, word, memory, content, slot, chunks, seen, killed, faults, torn>>

-----------------------------------------------------------------------------------
(* Deaths *)

Kill(p) ==
    /\ p # Returner
    /\ Cardinality(killed) < Kills
    /\ pc[p] \notin {"idle", "dead"}
    /\ killed' = killed \union {p}
    /\ pc' = [pc EXCEPT ![p] = "dead"]
    /\ UNCHANGED <<state, owner, generation, message, word, memory, content, slot, chunks, seen, faults, torn>>

Repair(p) ==
    /\ pc[p] = "dead"
    /\ \E s \in Slots:
        /\ owner[s] = p
        /\ \/ state[s] = "writing" /\ Freed(s)
           \/ /\ state[s] = "claimed"
              /\ state' = [state EXCEPT ![s] = "full"]
              /\ UNCHANGED generation
    /\ UNCHANGED <<owner, message, word, memory, content, pc, slot, chunks, seen, killed, faults, torn>>

Next ==
    \/ \E p \in Processes:
        \/ ClaimFree(p) \/ Look(p) \/ ClaimChunk(p) \/ ProvideChunks(p) \/ Ready(p) \/ Write(p)
        \/ Publish(p) \/ Abandon(p) \/ ClaimFull(p) \/ Read(p) \/ Free(p) \/ Kill(p) \/ Repair(p)
    \/ LookToReturn \/ ClaimToReturn \/ Return \/ BareAgain \/ ReturnNothing

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------------
(* What must hold *)

(* A reader reads what the writer of its message wrote. *)
ReadsWhatWasWritten == torn = 0

(* No process accesses a chunk for which the file has no memory. *)
NoFault == faults = 0

(* A message has its own chunks, and no others that could be used. *)
OnlyItsOwn ==
    \A s \in Slots: state[s] \in {"full", "claimed"} =>
        {c \in Chunks: word[c].slot = s /\ ~IsOver(word[c])} = message[s]

(* When no slot is in use, all chunks are free, whatever was killed. *)
NoLeak == (\A s \in Slots: state[s] = "free") => \A c \in Chunks: IsOver(word[c])
===================================================================================
