using BillingEngine.Messaging.Recoverability;

namespace BillingEngine.Engine.Tests.Recoverability;

/// <summary>Lines as the runtime writes them, and the name that each is known by.</summary>
public sealed class When_a_stack_trace_is_read
{
    [Theory]
    [InlineData("Shop.Orders.Handle(Order message) in /src/Orders.cs:line 42", "Shop.Orders.Handle")]
    [InlineData(@"Shop.Orders.Handle(Order message) in C:\work (old)\Orders.cs:line 7", "Shop.Orders.Handle")]
    [InlineData("Shop.Orders.Handle(Order message, IContext context)", "Shop.Orders.Handle")]
    [InlineData("Shop.Orders.Handle() + 0x2a", "Shop.Orders.Handle")]
    [InlineData("Shop.Orders..ctor(Int32 count)", "Shop.Orders..ctor")]
    [InlineData("Shop.Orders.get_Count()", "Shop.Orders.get_Count")]
    [InlineData("Shop.List`1.Find[TKey,TValue](TKey key)", "Shop.List.Find")]
    [InlineData("Shop.List`1.Node`2.Find[T](Func`2 where)", "Shop.List.Node.Find")]
    [InlineData("Shop.Orders.Shop.IHandle<Shop.Order>.Handle(Order message)", "Shop.Orders.Shop.IHandle.Handle")]
    [InlineData("Shop.Orders.IMap<System.Int32,Shop.List<Shop.A>>.Get(Int32 key)", "Shop.Orders.IMap.Get")]
    [InlineData("Shop.Orders.<Handle>d__5.MoveNext()", "Shop.Orders.Handle")]
    [InlineData("Shop.Orders.<Handle>d__17`1.MoveNext() in /src/Orders.cs:line 42", "Shop.Orders.Handle")]
    [InlineData("Shop.Orders.<Shop.IHandle<Shop.Order>.Handle>d__2.MoveNext()", "Shop.Orders.Shop.IHandle.Handle")]
    [InlineData("Shop.Orders.<Numbers>d__3.<>m__Finally1()", "Shop.Orders.Numbers")]
    [InlineData("Shop.Orders.<Numbers>d__3.System.IDisposable.Dispose()", "Shop.Orders.Numbers")]
    [InlineData("Shop.Orders.Numbers(Int32 to)+MoveNext()", "Shop.Orders.Numbers")]
    [InlineData("Shop.Orders.<>c__DisplayClass3_0.<Run>b__1(Object sender)", "Shop.Orders.Run.lambda")]
    [InlineData("Shop.Orders.<>c__DisplayClass12_2`1.<Run>b__14(T value)", "Shop.Orders.Run.lambda")]
    [InlineData("Shop.Orders.<>c.<Run>b__3_0(Object sender)", "Shop.Orders.Run.lambda")]
    [InlineData("Shop.Orders.<>c.<.ctor>b__0_0()", "Shop.Orders..ctor.lambda")]
    [InlineData("Shop.Orders.<>c.<<Run>b__3_0>d.MoveNext()", "Shop.Orders.Run.lambda")]
    [InlineData("Shop.Orders.<>c__DisplayClass3_0.<<Run>b__1>d.MoveNext()", "Shop.Orders.Run.lambda")]
    [InlineData("Shop.Orders.<Handle>g__Check|4_0(Int32 x)", "Shop.Orders.Handle.Check")]
    [InlineData("Shop.Orders.<Handle>g__Check|4_0(<>c__DisplayClass4_0& )", "Shop.Orders.Handle.Check")]
    [InlineData("Shop.Orders.<>c__DisplayClass4_0.<Handle>g__Check|1()", "Shop.Orders.Handle.Check")]
    [InlineData("Shop.Orders.<<Handle>g__Check|4_0>d.MoveNext()", "Shop.Orders.Handle.Check")]
    [InlineData("Program.<Main>$(String[] args)", "Program.Main")]
    [InlineData("Program.<<Main>$>d__0.MoveNext()", "Program.Main")]
    [InlineData("Program.<<Main>$>g__Run|0_1()", "Program.Main.Run")]
    [InlineData("Shop.Order.<Clone>$()", "Shop.Order.Clone")]
    [InlineData("Shop.<Orders>F3A0C99B1__Parser.Read(String text)", "Shop.Parser.Read")]
    [InlineData("lambda_method42(Closure , Object , Object[] )", "lambda_method")]
    public void Should_find_the_name_in_the_source(string frame, string name) =>
        Assert.Equal(name, FrameName.OfMethod(frame));

    [Theory]
    [InlineData("System.InvalidOperationException", "System.InvalidOperationException")]
    [InlineData("Shop.Orders+NotFound", "Shop.Orders.NotFound")]
    [InlineData("Shop.Fault`1[[System.Int32, System.Private.CoreLib, Version=10.0.0.0]]", "Shop.Fault")]
    public void Should_name_types_without_their_arguments(string fullName, string name) =>
        Assert.Equal(name, FrameName.OfType(fullName));

    [Fact]
    public void Should_be_the_same_in_another_build() => Assert.Equal(
        FailureFingerprint.Normalised(new Remembered(
            """
               at Shop.Stock.<>c__DisplayClass3_0.<Take>b__1(Item item) in /home/ann/shop/Stock.cs:line 42
               at System.Linq.Enumerable.Sum[TSource](IEnumerable`1 source, Func`2 selector)
               at Shop.Stock.Take(Order order) in /home/ann/shop/Stock.cs:line 40
               at Shop.Orders.<Handle>d__5.MoveNext() in /home/ann/shop/Orders.cs:line 12
            --- End of stack trace from previous location ---
               at System.Runtime.CompilerServices.TaskAwaiter.HandleNonSuccessAndDebuggerNotification(Task task)
               at Shop.Dispatcher.Dispatch(Object message) in /home/ann/shop/Dispatcher.cs:line 99
            """,
            "Order 17 needs 3, there are 2.")),
        FailureFingerprint.Normalised(new Remembered(
            """
               at Shop.Stock.<>c__DisplayClass4_2.<Take>b__7(Item i) in D:\build\Stock.cs:line 45
               at System.Linq.Enumerable.Sum[TSource](IEnumerable`1 source, Func`2 selector)
               at Shop.Stock.Take(Order order)
               at Shop.Orders.Handle(Order message, IContext context) in D:\build\Orders.cs:line 20
               at System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw()
               at Shop.Dispatcher.<Dispatch>d__12`1.MoveNext() in D:\build\Dispatcher.cs:line 90
            """,
            "Order 4 needs 9, there are 0.")));

    [Fact]
    public void Should_be_written_as_a_tree() => Assert.Equal(
        """
        BillingEngine.Engine.Tests.Recoverability.Remembered
         at Shop.Orders.Handle
          System.InvalidOperationException
        """.ReplaceLineEndings("\n"),
        FailureFingerprint.Normalised(
            new Remembered("   at Shop.Orders.Handle()", "outer", new InvalidOperationException("inner"))));
}
